//! Files that are part of the program, as a source for tower-http's `ServeDir`.

use axum::body::Bytes;
use std::{
    collections::BTreeMap,
    future::{Ready, ready},
    io::{self, Cursor, SeekFrom},
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::SystemTime,
};
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::fs::{Backend, File, Metadata};

/// Files by their path below the site, such as `pkg/keydesk.ab12.js`.
pub type Files = BTreeMap<String, Bytes>;

/// Files in memory.
#[derive(Clone, Debug)]
pub(super) struct Memory(pub(super) Arc<Files>);

impl Memory {
    fn find(&self, path: &Path) -> io::Result<MemoryFile> {
        // `ServeDir` puts `./` in front.
        let path = path.strip_prefix(".").unwrap_or(path);
        let bytes = path.to_str().and_then(|path| self.0.get(path)).cloned();
        bytes
            .map(|bytes| MemoryFile(Cursor::new(bytes)))
            .ok_or(io::ErrorKind::NotFound.into())
    }
}

impl Backend for Memory {
    type File = MemoryFile;
    type Metadata = Size;
    type OpenFuture = Ready<io::Result<MemoryFile>>;
    type MetadataFuture = Ready<io::Result<Size>>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        ready(self.find(&path))
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        ready(self.find(&path).map(|file| file.size()))
    }
}

/// A file that is being read.
pub(super) struct MemoryFile(Cursor<Bytes>);

impl MemoryFile {
    fn size(&self) -> Size {
        Size(self.0.get_ref().len() as u64)
    }
}

impl File for MemoryFile {
    type Metadata = Size;
    type MetadataFuture<'a> = Ready<io::Result<Size>>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        ready(Ok(self.size()))
    }
}

impl AsyncRead for MemoryFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncSeek for MemoryFile {
    fn start_seek(mut self: Pin<&mut Self>, position: SeekFrom) -> io::Result<()> {
        Pin::new(&mut self.0).start_seek(position)
    }

    fn poll_complete(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Pin::new(&mut self.0).poll_complete(context)
    }
}

/// The length of a file in bytes.
pub(super) struct Size(u64);

impl Metadata for Size {
    fn is_dir(&self) -> bool {
        false
    }

    /// Always an error: the files have no date.
    fn modified(&self) -> io::Result<SystemTime> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn len(&self) -> u64 {
        self.0
    }
}
