//! In which order many files are read best.
//!
//! Git stores much of a pack as differences to what stands near it, so a file
//! that is read right after its neighbours costs one step, and else up to
//! fifty. libgit2 does not tell where an object lies; the index beside each
//! pack does (gitformat-pack(5), version 2). It is read for the order alone:
//! whatever is wrong in it costs time and nothing else.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::{BlobId, Repo};

/// The first bytes of an index of version 2.
const MAGIC: [u8; 8] = [0xff, b't', b'O', b'c', 0, 0, 0, 2];

/// Behind the magic: how many names begin with each byte or a lesser one.
const FANOUT: usize = 256 * 4;

/// Set where the place of an object is in the table of large ones.
const LARGE: u32 = 1 << 31;

/// Where an object lies: by the pack and the place in it. What is in none comes
/// last.
type Lies = (u32, u32);

impl Repo {
    /// The places of some files in the order in which they are read best: each
    /// place of the list once.
    pub fn reading_order(&self, blobs: &[BlobId]) -> Vec<usize> {
        let mut wanted: Vec<(&[u8], usize)> = Vec::with_capacity(blobs.len());
        wanted.extend(blobs.iter().map(BlobId::as_bytes).zip(0..));
        wanted.sort_unstable();
        let mut lies: Vec<Lies> = vec![(u32::MAX, 0); blobs.len()];
        let width = self.id_width();
        let mut objects = vec![self.common_dir().join("objects")];
        objects.extend(self.also.borrow().iter().cloned());
        let mut pack = 0;
        for dir in objects {
            for index in indexes(&dir.join("pack")) {
                pack += 1;
                // An index that cannot be read orders nothing.
                let _ = look_up(&index, width, pack, &wanted, &mut lies);
            }
        }
        let mut order: Vec<usize> = (0..blobs.len()).collect();
        order.sort_by_key(|at| lies.get(*at).copied());
        order
    }
}

/// The indexes of packs in a folder, by name.
fn indexes(dir: &Path) -> Vec<std::path::PathBuf> {
    let listed = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut found: Vec<_> = listed
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "idx"))
        .collect();
    found.sort();
    found
}

/// Notes where those of some objects lie that are in a pack. `wanted` is in the
/// order of names, as an index is: both are gone through once.
fn look_up(
    index: &Path,
    width: usize,
    pack: u32,
    wanted: &[(&[u8], usize)],
    lies: &mut [Lies],
) -> io::Result<()> {
    let mut names = BufReader::with_capacity(1 << 16, File::open(index)?);
    let mut head = [0; MAGIC.len() + FANOUT];
    names.read_exact(&mut head)?;
    if !head.starts_with(&MAGIC) {
        return Ok(());
    }
    let count = match head.last_chunk::<4>() {
        Some(last) => u64::from(u32::from_be_bytes(*last)),
        None => 0,
    };
    // Behind the names stand a checksum of four bytes for each, then the places.
    let behind = (head.len() as u64) + count * (width as u64 + 4);
    let mut places = BufReader::with_capacity(1 << 16, File::open(index)?);
    places.seek(SeekFrom::Start(behind))?;
    let mut wanted = wanted.iter().peekable();
    let (mut name, mut place) = ([0; 32], [0; 4]);
    for _ in 0..count {
        let Some(name) = name.get_mut(..width) else {
            break;
        };
        names.read_exact(name)?;
        places.read_exact(&mut place)?;
        while wanted.next_if(|(own, _)| *own < &*name).is_some() {}
        while let Some((_, at)) = wanted.next_if(|(own, _)| *own == &*name) {
            let place = u32::from_be_bytes(place);
            if let Some(lies) = lies.get_mut(*at).filter(|_| place < LARGE) {
                *lies = (pack, place);
            }
        }
        if wanted.peek().is_none() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Scratch;

    #[test]
    fn files_are_ordered_as_their_pack_has_them() {
        let scratch = Scratch::new();
        let text = |n: usize| format!("{}{n}\n", "much the same\n".repeat(20));
        let mut blobs: Vec<BlobId> = (0..40).map(|n| scratch.blob(&text(n))).collect();
        for (n, blob) in blobs.iter().enumerate() {
            let cacheinfo = format!("100644,{blob},file-{n}");
            scratch.git(&["update-index", "--add", "--cacheinfo", &cacheinfo]);
        }
        scratch.git(&["commit", "--quiet", "--message", "Many"]);
        // Loose objects have no order: each stays where it is.
        let loose = scratch.repo.reading_order(&blobs);
        assert_eq!(loose, (0..40).collect::<Vec<_>>());

        scratch.git(&["repack", "-a", "-d", "--quiet"]);
        // In the list twice, and not packed.
        blobs.push(blobs[7]);
        blobs.push(scratch.blob("loose"));
        let order = scratch.repo.reading_order(&blobs);
        assert_eq!(order.last(), Some(&41));
        let pack = std::fs::read_dir(scratch.path().join(".git/objects/pack")).unwrap();
        let index = pack
            .map(|it| it.unwrap().path())
            .find(|it| it.extension().is_some_and(|it| it == "idx"));
        let index = index.unwrap();
        let listed = scratch.git(&["verify-pack", "-v", index.to_str().unwrap()]);
        let mut expected: Vec<(u64, String)> = listed
            .lines()
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                let id = words.next()?.to_owned();
                (words.next()? == "blob").then_some(())?;
                Some((words.nth(2)?.parse().ok()?, id))
            })
            .collect();
        expected.sort();
        let mut found: Vec<String> = order.iter().map(|at| blobs[*at].hex()).collect();
        found.pop();
        found.dedup();
        let expected: Vec<String> = expected.into_iter().map(|(_, id)| id).collect();
        assert_eq!(found, expected);

        // What is no index, or is cut, orders nothing and stops nothing.
        let bytes = std::fs::read(&index).unwrap();
        let broken = index.with_file_name("pack-0.idx");
        for cut in [0, 7, 8, 500, 1_040, bytes.len() / 2] {
            std::fs::write(&broken, &bytes[..cut]).unwrap();
            let mut order = scratch.repo.reading_order(&blobs);
            order.sort_unstable();
            assert_eq!(order, (0..42).collect::<Vec<_>>());
        }
    }
}
