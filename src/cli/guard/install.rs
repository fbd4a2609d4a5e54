//! Having git run the guard on a server.

use std::path::PathBuf;

use super::super::{CliError, Context, Done, Env, Exit};
use crate::render::json::DoneJson;
use crate::render::vote::done;
use crate::store::{Hook, Repo};
use crate::workspace::Session;

/// What tells this hook from others.
const MARK: &str = "# Written by `polity guard --install`.";

/// Writes the hook, or takes it away.
pub(super) fn install(context: &mut Context, undo: bool) -> Done {
    let Context { env, ui } = context;
    let repo = env.repo()?;
    if !repo.is_bare() {
        return Err(CliError::refused(
            "not-bare",
            "this repository has a working tree; the guard is for the bare one that others push to",
        )
        .hint("`polity -C /path/to/repository.git guard --install`"));
    }
    if let Some(path) = repo.config_get("core.hooksPath")? {
        return Err(CliError::refused(
            "hooks-elsewhere",
            format!(
                "core.hooksPath is set, so git runs the hooks of {path} and not this repository's"
            ),
        )
        .hint("call `polity guard` from the pre-receive hook there, with its standard input"));
    }
    let there = repo.pre_receive_hook()?;
    let ours = matches!(&there, Hook::Text(text) if text.lines().any(|line| line == MARK));
    let path = repo.pre_receive()?;
    let shown = path.display().to_string();
    let said = match (undo, &there) {
        (_, Hook::Text(_)) if !ours => {
            return Err(CliError::refused(
                "other-hook",
                format!("{shown} is there already, and is not of this program"),
            )
            .note("nothing was changed")
            .hint(
                "let it call `polity guard` with its standard input, and fail where that fails",
            ));
        }
        (true, Hook::None) => {
            return Err(CliError::refused("no-hook", format!("there is no {shown}")));
        }
        (true, Hook::Text(_)) => {
            repo.remove_pre_receive()?;
            vec![format!("removed {shown}: pushes are taken unseen")]
        }
        (false, _) => {
            let program = program(env);
            repo.write_pre_receive(&script(&program))?;
            vec![
                format!("wrote {shown}: every push is verified before it is taken"),
                format!("it runs {program}; nothing else was set"),
            ]
        }
    };
    let answer = DoneJson {
        polity: "done/1".to_owned(),
        what: if undo { "removed" } else { "installed" }.to_owned(),
        to: shown,
        said,
        commit: None,
    };
    ui.answer(|width| done(&answer, width), || &answer)?;
    if undo {
        ui.hint("`polity guard --install` puts it back");
    } else if !fsck(&repo)? {
        ui.hint(
            "`git config receive.fsckObjects true` in this repository has git check every object \
             that is pushed; the guard looks at the workspace alone",
        );
    }
    Ok(Exit::Ok)
}

/// Whether git checks the objects that a repository is sent.
pub(super) fn checks_objects(session: &Session) -> Result<bool, CliError> {
    Ok(fsck(session.repo())?)
}

fn fsck(repo: &Repo) -> Result<bool, crate::store::StoreError> {
    for key in ["receive.fsckObjects", "transfer.fsckObjects"] {
        if let Some(value) = repo.config_get(key)? {
            let value = value.to_lowercase();
            return Ok(matches!(value.as_str(), "true" | "yes" | "on" | "1"));
        }
    }
    Ok(false)
}

/// The program as the server finds it whatever folder it is in.
fn program(env: &Env) -> String {
    let found = if env.program.components().count() > 1 {
        env.cwd.join(&env.program).canonicalize().ok()
    } else {
        let path = env.var("PATH").unwrap_or_default();
        let mut places = std::env::split_paths(path).map(|dir| dir.join(&env.program));
        places
            .find(|it| it.is_file())
            .and_then(|it| it.canonicalize().ok())
    };
    let found: Option<PathBuf> = found;
    let path = found.as_deref().and_then(|it| it.to_str());
    path.unwrap_or("polity").to_owned()
}

fn script(program: &str) -> String {
    let quoted = program.replace('\'', r"'\''");
    format!(
        "#!/bin/sh\n{MARK}\n# `polity guard --install --undo` takes it away.\n# It refuses a push \
         by failing, also where it cannot run.\nexec '{quoted}' guard\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hook_runs_the_program_whatever_its_path() {
        let text = script("/opt/o'clock/polity");
        assert!(text.starts_with("#!/bin/sh\n"));
        assert!(text.lines().any(|line| line == MARK));
        assert!(
            text.ends_with("exec '/opt/o'\\''clock/polity' guard\n"),
            "{text}"
        );
    }
}
