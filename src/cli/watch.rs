//! `deckle build --watch`: builds again when a file of the book has changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::args::BuildArguments;
use super::{Failure, Outcome, build, input, terminal};

/// How often the files are looked at. Asking for their times is cheap enough that no notification service is needed.
const INTERVAL: Duration = Duration::from_millis(300);

/// Builds until it is stopped from outside.
pub(super) fn run(arguments: &BuildArguments) -> Result<Outcome, Failure> {
    let folders: Vec<PathBuf> = input::open(
        &arguments.inputs,
        &arguments.reading,
        Some(&arguments.output),
    )?
    .into_iter()
    .filter_map(|opened| opened.ok()?.folder)
    .chain(arguments.reading.root.clone())
    .collect();
    if folders.len() == usize::from(arguments.reading.root.is_some()) {
        return Err(Failure::new("there is nothing to watch")
            .hint("--watch needs files or folders, not standard input"));
    }
    let output = arguments.output.canonicalize().ok();
    let mut last = BTreeMap::new();
    loop {
        let mut now = BTreeMap::new();
        for folder in &folders {
            times(folder, output.as_deref(), &mut now);
        }
        if now != last {
            last = now;
            if let Err(failure) = build::once(arguments) {
                terminal::failure(&failure);
            }
            terminal::say("watching for changes; stop with Ctrl-C\n");
        }
        std::thread::sleep(INTERVAL);
    }
}

fn times(folder: &Path, output: Option<&Path>, found: &mut BTreeMap<PathBuf, SystemTime>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if hidden || (output.is_some() && path.canonicalize().ok().as_deref() == output) {
            continue;
        }
        let Ok(data) = entry.metadata() else { continue };
        if data.is_dir() {
            times(&path, output, found);
        } else if let Ok(time) = data.modified() {
            found.insert(path, time);
        }
    }
}
