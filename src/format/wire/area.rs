//! `areas/<area>.yaml`.

use serde::{Deserialize, Serialize};

use super::via::{Via, all, each};
use crate::base::{AreaId, PartialDate};
use crate::format::scalar::Text;
use crate::org::{Area, Asset};

/// An area as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaFile {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part_of: Option<AreaId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    shared: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    assets: Vec<Via<AssetLine, Asset>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<Text<PartialDate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Text<PartialDate>>,
}

/// A thing of an area as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetLine {
    kind: String,
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl TryFrom<AssetLine> for Asset {
    type Error = String;

    fn try_from(line: AssetLine) -> Result<Self, String> {
        let AssetLine { kind, at, note } = line;
        Ok(Self { kind, at, note })
    }
}

impl From<&Asset> for AssetLine {
    fn from(asset: &Asset) -> Self {
        let Asset { kind, at, note } = asset.clone();
        Self { kind, at, note }
    }
}

impl TryFrom<AreaFile> for Area {
    type Error = String;

    fn try_from(file: AreaFile) -> Result<Self, String> {
        Ok(Self {
            name: file.name,
            purpose: file.purpose,
            part_of: file.part_of,
            shared: file.shared,
            assets: all(file.assets),
            opened: file.opened.map(|text| text.0),
            closed: file.closed.map(|text| text.0),
        })
    }
}

impl From<&Area> for AreaFile {
    fn from(area: &Area) -> Self {
        let Area {
            name,
            purpose,
            part_of,
            shared,
            assets,
            opened,
            closed,
        } = area;
        Self {
            name: name.clone(),
            purpose: purpose.clone(),
            part_of: part_of.clone(),
            shared: *shared,
            assets: each(assets),
            opened: opened.map(Text),
            closed: closed.map(Text),
        }
    }
}
