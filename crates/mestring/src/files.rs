//! Text in, whole files out: a file is written completely or not at all.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use survey::Source;

use crate::exit::Refusal;

/// A file's text with the name that messages call it by.
pub(crate) struct NamedText {
    name: String,
    text: String,
}

impl NamedText {
    pub(crate) fn read(file: &Path) -> Result<Self> {
        Ok(Self { name: file.display().to_string(), text: read_text(file)? })
    }

    pub(crate) fn source(&self) -> Source<'_> {
        Source { file: &self.name, text: &self.text }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

/// Reads a text file; the error names it and says what to do.
pub(crate) fn read_text(file: &Path) -> Result<String> {
    use std::io::ErrorKind;
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory) =>
        {
            return Err(Refusal(format!("{}: there is no such file; check the path", file.display())).into());
        }
        Err(error) => return Err(error).with_context(|| format!("{}: cannot be read", file.display())),
    };
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(good).filter(|byte| **byte == b'\n').count() + 1;
        Refusal(format!("{}, line {line}: the text is not UTF-8; save the file as UTF-8", file.display())).into()
    })
}

/// Who may read a file that is written.
#[derive(Clone, Copy)]
enum Readers {
    /// Whoever the system lets.
    Usual,
    /// Only its owner.
    Owner,
}

/// Writes a whole file or nothing: beside, synced, renamed.
pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> Result<()> {
    write(&[(file.to_owned(), bytes)], Readers::Usual)
}

/// Writes new files that only their owner may read, all or none, and over nothing.
pub(crate) fn write_secrets(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let named: Vec<(PathBuf, &[u8])> =
        files.iter().map(|(name, bytes)| (folder.join(name), bytes.as_slice())).collect();
    refuse_existing(named.iter().map(|(file, _)| file.as_path()))?;
    make_private_folder(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    write(&named, Readers::Owner).inspect_err(|_| remove_secrets(folder, files))
}

/// Makes a folder that only its owner may enter; one that is there already stays as it is.
pub(crate) fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes back what [`write_secrets`] wrote.
pub(crate) fn remove_secrets(folder: &Path, files: &[(String, Vec<u8>)]) {
    // What cannot be removed is found by the next attempt, which writes over nothing.
    files.iter().for_each(|(name, _)| drop(std::fs::remove_file(folder.join(name))));
}

/// Refuses files that are there already.
pub(crate) fn refuse_existing<'a>(files: impl Iterator<Item = &'a Path>) -> Result<()> {
    for file in files {
        if file.exists() {
            let said = format!("{}: the file exists; it is written once, name another folder", file.display());
            return Err(Refusal(said).into());
        }
    }
    Ok(())
}

/// The same for several files: each is on disk beside its place before the first takes it, so that a full disk changes none.
pub(crate) fn write_together(files: &[(PathBuf, &[u8])]) -> Result<()> {
    write(files, Readers::Usual)
}

/// Where a stream is written.
pub(crate) type Out<'o> = &'o mut (dyn Write + Send);

/// What writes a file from front to back.
pub(crate) type Stream<'a> = Box<dyn FnOnce(Out<'_>) -> Result<()> + 'a>;

/// Writes files that are too long to hold, all or none, as [`write_together`] does.
pub(crate) fn write_streams(files: Vec<(PathBuf, Stream<'_>)>) -> Result<()> {
    let (names, streams): (Vec<PathBuf>, Vec<Stream<'_>>) = files.into_iter().unzip();
    let written = names.iter().zip(streams).try_for_each(|(file, stream)| stream_beside(file, stream));
    written.inspect_err(|_| names.iter().for_each(|file| drop(std::fs::remove_file(beside(file)))))?;
    names.iter().try_for_each(|file| place(file))
}

fn stream_beside(file: &Path, stream: Stream<'_>) -> Result<()> {
    let mut out = BufWriter::new(open_beside(file, Readers::Usual).with_context(|| in_words(file))?);
    stream(&mut out).with_context(|| in_words(file))?;
    let open = out.into_inner().map_err(std::io::IntoInnerError::into_error);
    open.and_then(|open| open.sync_all()).with_context(|| in_words(file))
}

fn in_words(file: &Path) -> String {
    format!("{}: cannot be written", file.display())
}

fn write(files: &[(PathBuf, &[u8])], readers: Readers) -> Result<()> {
    for (file, bytes) in files {
        put_beside(file, bytes, readers)
            .inspect_err(|_| files.iter().for_each(|(file, _)| drop(std::fs::remove_file(beside(file)))))
            .with_context(|| in_words(file))?;
    }
    files.iter().try_for_each(|(file, _)| place(file))
}

/// Puts what is written beside its place into it.
fn place(file: &Path) -> Result<()> {
    let placed = std::fs::rename(beside(file), file).inspect_err(|_| drop(std::fs::remove_file(beside(file))));
    placed.and_then(|()| File::open(folder_of(file))?.sync_all()).with_context(|| in_words(file))
}

fn put_beside(file: &Path, bytes: &[u8], readers: Readers) -> std::io::Result<()> {
    let mut open = open_beside(file, readers)?;
    open.write_all(bytes)?;
    open.sync_all()
}

fn open_beside(file: &Path, readers: Readers) -> std::io::Result<File> {
    std::fs::create_dir_all(folder_of(file))?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if let Readers::Owner = readers {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(beside(file))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    file.with_file_name(name)
}

/// The folder of a bare name is the current one.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
