//! Which part of a workspace is read, and how much of it.

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes; a larger one is a problem and not read.
    pub file_bytes: u64,
    /// The largest file that is wanted though it may be long, in bytes.
    pub long_bytes: u64,
    /// How many bytes are read in all.
    pub total_bytes: u64,
    /// How many files are read or listed.
    pub files: usize,
    /// How many folders may lie in one another.
    pub depth: usize,
}

impl Default for Limits {
    /// 1 MiB a file, 64 MiB a long one, 1 GiB and 500,000 files in all, 12 levels: more than a
    /// vote of 100,000 ballots needs, less than a machine has.
    fn default() -> Self {
        Self {
            file_bytes: 1 << 20,
            long_bytes: 64 << 20,
            total_bytes: 1 << 30,
            files: 500_000,
            depth: 12,
        }
    }
}

/// What to do with a file or a folder on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Read the file; go into the folder.
    Read,
    /// The same, and the file may be a long one.
    ReadLong,
    /// List the file and do not read it; go into the folder.
    List,
    /// As if it were not there, and nothing in it.
    Skip,
}

/// Which part of a workspace is read.
#[derive(Clone, Copy)]
pub struct Selection<'a> {
    /// The folders at the root, such as `governance` and `proposals`.
    pub folders: &'a [&'a str],
    /// Asked for every path in them; the flag is true for a folder.
    pub want: &'a dyn Fn(&str, bool) -> Want,
    /// How much is read.
    pub limits: Limits,
}

impl<'a> Selection<'a> {
    /// Everything in some folders, within the usual limits.
    pub fn all(folders: &'a [&'a str]) -> Self {
        Self {
            folders,
            want: &|_, _| Want::Read,
            limits: Limits::default(),
        }
    }

    /// Those parts of some folders that a function wants.
    pub fn only(folders: &'a [&'a str], want: &'a dyn Fn(&str, bool) -> Want) -> Self {
        Self {
            want,
            ..Self::all(folders)
        }
    }
}

impl Limits {
    /// The most bytes of a file.
    pub(super) fn most(&self, want: Want) -> u64 {
        match want {
            Want::ReadLong => self.long_bytes,
            Want::Read | Want::List | Want::Skip => self.file_bytes,
        }
    }
}
