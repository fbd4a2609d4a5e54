//! The figures of a vote held elsewhere: the file that its officers write, and
//! the text of the statements that they sign.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::result::Sum;
use super::{RecordError, read_plain};
use crate::base::OptionId;
use crate::format::Emit;
use crate::format::scalar::Text;
use crate::vote::Figures;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FiguresFile {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tally: BTreeMap<Text<String>, Sum>,
    turnout: Sum,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    elected: Vec<Text<OptionId>>,
    method: Text<String>,
}

/// The one text of some figures.
///
/// # Errors
///
/// Where `method` holds a character that no file may hold.
pub fn write_figures(figures: &Figures) -> Result<String, RecordError> {
    let Figures {
        tally,
        turnout,
        elected,
        method,
    } = figures.clone();
    let tally = tally.into_iter().map(|(word, sum)| (Text(word), Sum(sum)));
    let file = FiguresFile {
        tally: tally.collect(),
        turnout: Sum(turnout),
        elected: elected.into_iter().map(Text).collect(),
        method: Text(method),
    };
    Ok(Emit::default().file(&file)?)
}

/// Reads figures, however their officers laid the file out.
///
/// # Errors
///
/// Where it is not YAML of these fields.
pub fn read_figures(path: &str, bytes: &[u8]) -> Result<Figures, RecordError> {
    let file: FiguresFile = read_plain(path, bytes)?;
    Ok(Figures {
        tally: file.tally.into_iter().map(|(k, v)| (k.0, v.0)).collect(),
        turnout: file.turnout.0,
        elected: file.elected.into_iter().map(|it| it.0).collect(),
        method: file.method.0.trim().to_owned(),
    })
}
