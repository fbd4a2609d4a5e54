//! Openings that the program refuses, made all the same: the poll that anybody
//! with a key can write by hand.

use polity::base::ProposalName;
use polity::format::wire::record::{read_poll, write_poll};
use polity::sign::Namespace;
use polity::workspace::{files_of_folder, load};

use crate::env::Ran;
use crate::town::{Town, instant, sign};

/// Opens a vote on a proposal to register somebody as if nothing forbade it:
/// after the poll of another proposal under the same rule, with every field as
/// a reader computes it. Gives what verification says.
pub fn forced(town: &Town, (number, who): (u32, &str), like: &str, opened: &str) -> Ran {
    let folder = format!("{number:04}-register-{who}");
    let name: ProposalName = folder.parse().expect("a name");
    let mut poll = read_poll(town.read(like).as_bytes()).expect("a poll").poll;
    let files = files_of_folder(&town.dir).expect("files");
    let workspace = load(&files, "2020-02-01".parse().expect("a day"));
    let period = poll.closes.unix() - poll.opened.unix();
    poll.content = workspace.proposals.proposals[&name].content;
    poll.proposal = name;
    poll.base = town.rev("main").parse().expect("a commit");
    poll.opened = instant(opened);
    let closes = polity::base::Instant::from_unix(poll.opened.unix() + period);
    poll.closes = closes.expect("an instant");
    let opener = poll.opened_by.to_string();
    let file = sign(
        Namespace::Poll,
        &write_poll(&poll).expect("well-formed"),
        &opener,
    );
    let stage = poll.stage.id;
    town.write(
        &format!("proposals/{folder}/polls/1-{stage}/poll.yaml"),
        &file,
    );
    town.commit("Open the vote");
    town.run(&format!("verify {number}"))
}
