//! The command line: the only room that reads files, writes files, asks the environment and prints.
//!
//! Exit codes: 0 good, 1 the book has errors, 2 deckle could not do its work.

mod args;
mod baseline;
mod build;
mod check;
mod checked;
mod cover;
mod disk;
mod explain;
mod input;
mod new;
mod pages;
mod policy;
mod restore;
mod terminal;
mod tree;
mod watch;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

pub use args::command;
use args::{Arguments, Command};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Everything is good.
    Good,
    /// A book has errors.
    Faulty,
    /// deckle could not do its work.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Good => 0,
            Outcome::Faulty => 1,
            Outcome::Failed => 2,
        })
    }
}

/// Why deckle could not do its work: what happened, and what to do about it.
#[derive(Debug)]
struct Failure {
    /// One sentence, lower case, no full stop.
    message: String,
    /// The remedy.
    hint: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Failure {
        Failure {
            message: message.into(),
            hint: None,
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }
}

/// Runs the program on the process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe while help is printed is no failure.
            let _ = error.print();
            let good = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            return if good {
                Outcome::Good.into()
            } else {
                Outcome::Failed.into()
            };
        }
    };
    terminal::set_color(arguments.color);
    // This thread works, too: what one thread frees is then there for the next stage. A pool that exists is as good.
    let _ = rayon::ThreadPoolBuilder::new()
        .use_current_thread()
        .build_global();
    let result = match arguments.command {
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Restore(arguments) => restore::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Tree(arguments) => tree::run(&arguments),
        Command::Cover(arguments) => cover::run(&arguments),
        Command::Schema => pages::schema(),
        Command::Completions(arguments) => pages::completions(&arguments),
        Command::Man(arguments) => pages::man(&arguments),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            terminal::failure(&failure);
            Outcome::Failed.into()
        }
    }
}
