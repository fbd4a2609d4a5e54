//! `polity schema`.

use clap::Args;

use super::{CliError, Context, Done, Exit};
use crate::finding::nearest;
use crate::render::json::{SCHEMAS, schema};

/// Print the form of an answer in JSON, as a JSON Schema
///
/// Every answer in JSON names its form and version in the field `polity`, such
/// as `who/1`. A form keeps its meaning; one that changes gets a new number.
/// Without a name, the names of all forms.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polity schema
  polity schema who/1")]
pub(super) struct Schema {
    /// The name of the form, with or without its version
    name: Option<String>,
}

impl Schema {
    pub(super) fn run(self, context: &mut Context) -> Done {
        let Some(name) = self.name else {
            let names: String = SCHEMAS.iter().map(|name| format!("{name}\n")).collect();
            context.ui.raw(names.as_bytes());
            context.ui.hint("`polity schema who/1`");
            return Ok(Exit::Ok);
        };
        let form = schema(&name).or_else(|| schema(&format!("{name}/1")));
        let Some(form) = form else {
            let shown: String = name.chars().take(64).collect();
            let error = CliError::usage("unknown-schema", format!("there is no form `{shown}`"));
            return Err(match nearest(&name, SCHEMAS.iter().copied()) {
                Some(close) => error.hint(format!("did you mean `{close}`?")),
                None => error.hint("`polity schema` lists them"),
            });
        };
        context.ui.json(&form)?;
        Ok(Exit::Ok)
    }
}
