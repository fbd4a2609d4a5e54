//! `polity git-setup`.

use clap::Args;

use super::{CliError, Context, Done, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;
use crate::render::words::count;
use crate::store::ConfigScope;
use crate::workspace::{Attributes, GitSetup as Made, GitSetupOptions, git_setup, git_undo};

/// Have git compare and merge the organisation by meaning
///
/// Afterwards `git diff`, `git log -p` and `git show` speak of members, powers
/// and rules in place of lines, `git difftool -d --tool=polity` shows what
/// `polity diff` does, and branches that change other parts of one file merge
/// without conflict, also in `git rebase` and `git cherry-pick`.
///
/// Writes git's configuration of this clone, and lines in .gitattributes, which
/// are to be committed once for everybody; everybody who wants it runs
/// `polity git-setup` in their own clone, since git takes no programs from a
/// repository. Running it again changes nothing more, or mends the path of a
/// program that has moved.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity git-setup
  polity git-setup --own
  polity git-setup --undo")]
pub(super) struct GitSetup {
    /// Take out again what was set up, and nothing else
    #[arg(long)]
    undo: bool,
    /// Write your own configuration, for all of your repositories
    #[arg(long)]
    global: bool,
    /// Write the attributes where no commit takes them: for this clone alone
    #[arg(long)]
    own: bool,
}

impl GitSetup {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Context { env, ui } = context;
        let repo = env.repo()?;
        let options = GitSetupOptions {
            scope: match self.global {
                true => ConfigScope::Person,
                false => ConfigScope::Repository,
            },
            attributes: match self.own {
                true => Attributes::Own,
                false => Attributes::Shared,
            },
        };
        let made = match self.undo {
            true => git_undo(&repo, &options)?,
            false => {
                let program = env.program.to_str().ok_or_else(|| {
                    let said = format!("{} is no Unicode", env.program.display());
                    CliError::refused("program-path", said)
                        .note("git's configuration can hold only a path that is")
                })?;
                git_setup(&repo, program, &options)?
            }
        };
        let answer = DoneJson {
            polity: "done/1".to_owned(),
            what: if self.undo {
                "git-undone"
            } else {
                "git-set-up"
            }
            .to_owned(),
            to: made.attributes.display().to_string(),
            said: self.said(&made),
            commit: None,
        };
        ui.answer(|width| done(&answer, width), || &answer)?;
        if made.to_commit {
            ui.hint("`git add .gitattributes` and commit it, for everybody");
        }
        if !self.undo {
            ui.hint("`git log -p -- governance`, `polity git-setup --undo` takes it back");
        }
        Ok(Exit::Ok)
    }

    fn said(&self, made: &Made) -> Vec<String> {
        let file = made.attributes.display();
        let whose = match self.global {
            true => "your own configuration",
            false => "the configuration of this clone",
        };
        let settings = count(made.settings.len(), "setting");
        let lines = count(made.lines, "line");
        let mut said = Vec::new();
        if made.settings.is_empty() && made.lines == 0 {
            said.push(match self.undo {
                true => "nothing was set up".to_owned(),
                false => "everything is set up already".to_owned(),
            });
            return said;
        }
        said.push(match self.undo {
            true => "git compares and merges lines again".to_owned(),
            false => "git compares and merges the organisation by meaning".to_owned(),
        });
        let verb = if self.undo { "taken out of" } else { "in" };
        if !made.settings.is_empty() {
            let mut heads: Vec<&str> = made.settings.iter().map(|key| head(key)).collect();
            heads.dedup();
            said.push(format!("{settings} {verb} {whose}: {}", heads.join(", ")));
        }
        if made.lines > 0 {
            said.push(format!("{lines} {verb} {file}"));
        }
        said
    }
}

/// The section and subsection of a setting.
fn head(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(head, _)| head)
}
