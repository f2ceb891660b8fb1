//! What can be typed: the one definition that the parser, the help, the completions and the man pages come from.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::check::profiles::PROFILES;
use crate::emit::EMITTERS;
use crate::report::render::RENDERERS;
use crate::source::TextKind;

/// deckle as clap sees it, for the pages made from it.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Builds books: valid EPUB, plain HTML and clean Markdown, from clean or damaged text.
#[derive(Debug, Parser)]
#[command(
    name = "deckle",
    version,
    max_term_width = 100,
    propagate_version = true
)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  deckle build                    the book in this folder (or in book/) into dist/
  deckle build scan.txt -o out    a PDF extractor's text into an EPUB, an HTML page and Markdown
  deckle restore scan.txt         what would be repaired in it, and why
  deckle check book.epub          is it valid, and if not, where and what to do

Exit codes: 0 good, 1 the book has errors, 2 deckle could not do its work.
`deckle help COMMAND` says more about a command."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to colour the output
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a book folder that builds
    New(NewArguments),
    /// Build books: EPUB, HTML and Markdown
    Build(BuildArguments),
    /// Repair damaged text, showing every change with its reason
    Restore(RestoreArguments),
    /// Check EPUB files, HTML editions and Markdown, as EPUBCheck would and beyond
    Check(CheckArguments),
    /// Show the chapter tree with word counts
    Tree(TreeArguments),
    /// Make the cover picture alone
    Cover(CoverArguments),
    /// Print the JSON Schema of book.toml, for editors
    #[command(after_help = "\
Example:
  deckle schema > book.schema.json

and, as the first line of book.toml, for editors that know TOML:
  #:schema ./book.schema.json")]
    Schema,
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the man page, or write one for each command
    Man(ManArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  deckle new my-book
  deckle new my-book --title 'The Sea' --author 'A. Writer' --language en")]
pub(super) struct NewArguments {
    /// The folder to make; it must not exist, or be empty
    pub(super) dir: PathBuf,
    /// The title of the book
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The author; may be given several times
    #[arg(long = "author", value_name = "NAME")]
    pub(super) authors: Vec<String>,
    /// The language, as a tag: en, de, pt-BR
    #[arg(long, value_name = "TAG")]
    pub(super) language: Option<String>,
}

/// What is read and how: shared by all commands that read a manuscript.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArguments {
    /// What kind of text it is: markdown, damaged-markdown, plain, paged, ocr, html, epub [default: found from the text]
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(super) kind: Option<TextKind>,
    /// The encoding (utf-8, windows-1252, …) [default: found from the bytes]
    #[arg(long, value_name = "LABEL")]
    pub(super) encoding: Option<String>,
    /// Switch off a pass of the restoration; may be given several times (see `deckle restore --list-passes`)
    #[arg(long = "no-pass", value_name = "NAME")]
    pub(super) no_pass: Vec<String>,
    /// A folder above the book's: files may be read from it, too, for includes and pictures [default: the book's folder]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Raise every limit on what is read (sizes, numbers, pixels) by this factor, for files that you trust
    #[arg(long, value_name = "TIMES", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) limits: u32,
    /// Several files are one book, in the order given, instead of a book each
    #[arg(long)]
    pub(super) join: bool,
    /// What a link that leads nowhere is [default: error; warn for a project kept for another tool]
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warn"])]
    pub(super) links: Option<String>,
    /// The title, in place of what the text says
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The author, in place of what the text says; may be given several times
    #[arg(long = "author", value_name = "NAME")]
    pub(super) authors: Vec<String>,
    /// The language, as a tag: en, de, pt-BR
    #[arg(long, value_name = "TAG")]
    pub(super) language: Option<String>,
}

#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  deckle build                            the book here, or in book/, into dist/
  deckle build manuscript/ -o out         a folder: with book.toml, SUMMARY.md, or files in name order
  deckle build scan.txt --ledger l.jsonl  with a list of every repair
  deckle build *.txt --format epub        a book each, in parallel
  deckle build one.md two.md --join       one book of two files
  deckle build - --title 'X' < text.md    from standard input
  deckle build --check                    everything but the writing, for CI

Every build is checked before anything is written; a book with an error is not written at all.")]
pub(super) struct BuildArguments {
    /// Folders or files, `-` for standard input; none: the book in this folder, or in book/
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Where the books go
    #[arg(short, long, value_name = "DIR", default_value = "dist")]
    pub(super) output: PathBuf,
    /// Formats, separated by commas [default: epub,html,markdown]
    #[arg(short, long, value_name = "LIST", value_delimiter = ',', value_parser = formats())]
    pub(super) format: Vec<String>,
    /// A page per chapter (HTML) and a file per chapter (Markdown) instead of one file
    #[arg(long)]
    pub(super) split: bool,
    /// Build and check, and write nothing
    #[arg(long)]
    pub(super) check: bool,
    /// Build again whenever a file of the book changes
    #[arg(long)]
    pub(super) watch: bool,
    /// Write the list of all repairs and doubts there (JSON Lines)
    #[arg(long, value_name = "FILE")]
    pub(super) ledger: Option<PathBuf>,
    /// Check against a store's or device's limits, too
    #[arg(long, value_name = "STORE", value_parser = profiles())]
    pub(super) profile: Option<String>,
    /// Warnings are failures, too
    #[arg(long, value_name = "SEVERITY", value_parser = ["warnings"])]
    pub(super) deny: Option<String>,
    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = renderers())]
    pub(super) messages: String,
    /// The style theme
    #[arg(long, value_name = "NAME")]
    pub(super) theme: Option<String>,
    /// A cover picture, or the name of a cover design, or `none`
    #[arg(long, value_name = "FILE|NAME")]
    pub(super) cover: Option<String>,
    /// Only say what went wrong
    #[arg(short, long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  deckle restore scan.txt                 every repair with its reason, as a diff
  deckle restore scan.txt --doubts        only what was left for you
  deckle restore scan.txt -o book         a Markdown folder with book.toml, ready to edit
  deckle restore scan.txt --no-pass verse
  deckle restore --list-passes            what is repaired, and how to switch it off

Put corrections.toml beside the text to accept a doubt, refuse a repair or add one of your own.")]
pub(super) struct RestoreArguments {
    /// The text, or `-` for standard input
    #[arg(value_name = "INPUT", required_unless_present = "list_passes")]
    pub(super) input: Option<PathBuf>,
    /// Write a Markdown folder with book.toml there
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Show only the doubts: what was not repaired because the evidence is weak
    #[arg(long)]
    pub(super) doubts: bool,
    /// Write the list of all repairs and doubts there (JSON Lines)
    #[arg(long, value_name = "FILE")]
    pub(super) ledger: Option<PathBuf>,
    /// List the passes, with an example of each
    #[arg(long)]
    pub(super) list_passes: bool,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  deckle check book.epub
  deckle check *.epub --format github           annotations in a GitHub workflow
  deckle check book.epub --profile kdp          Amazon's limits, too
  deckle check book.epub --baseline known.json  fail only on what is new
  deckle check dist/book.html dist/book/        HTML editions: links, pictures, headings
  deckle check book/                            a book's sources, without building it
  deckle check book.epub --ignore 'RULE=the reason why it may stay'
  deckle check --explain nav-toc-count

Ids are EPUBCheck's where EPUBCheck has the check, so rules of an existing CI carry over.")]
pub(super) struct CheckArguments {
    /// EPUB files or expanded ones, HTML pages or folders of them, Markdown files or book folders; `-` for standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["explain", "list_rules", "stdin_paths"])]
    pub(super) files: Vec<PathBuf>,
    /// Read paths from standard input, one a line, and answer each with one line of JSON at once
    #[arg(long, conflicts_with_all = ["files", "format", "baseline"])]
    pub(super) stdin_paths: bool,
    /// How findings are shown
    #[arg(short, long, value_name = "FORMAT", default_value = "human", value_parser = renderers())]
    pub(super) format: String,
    /// Check against a store's or device's limits, too
    #[arg(long, value_name = "STORE", value_parser = profiles())]
    pub(super) profile: Option<String>,
    /// Findings listed in this file are accepted; only new ones fail
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write the findings of this run as the baseline
    #[arg(long, requires = "baseline")]
    pub(super) update_baseline: bool,
    /// Take ignored and denied rules and the profile from this file; else from deckle.toml beside what is checked
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// A folder above a book's sources: files may be read from it, too [default: the book's folder]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Raise every limit on what is read (sizes, numbers, ratio) by this factor, for files that you trust
    #[arg(long, value_name = "TIMES", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) limits: u32,
    /// Ignore a rule, with the reason; may be given several times
    #[arg(long, value_name = "RULE=REASON")]
    pub(super) ignore: Vec<String>,
    /// Warnings are failures, too
    #[arg(long, value_name = "SEVERITY", value_parser = ["warnings"])]
    pub(super) deny: Option<String>,
    /// The rule set to check by
    #[arg(long, value_name = "VERSION", default_value = "3.3", value_parser = ["3.3"])]
    pub(super) rules: String,
    /// Say what holds of the book's accessibility, and what a person must still judge
    #[arg(long)]
    pub(super) accessibility: bool,
    /// Say what a rule is about: what, why, how to mend it, where it is written
    #[arg(long, value_name = "RULE")]
    pub(super) explain: Option<String>,
    /// List all rules
    #[arg(long)]
    pub(super) list_rules: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  deckle tree
  deckle tree scan.txt")]
pub(super) struct TreeArguments {
    /// A folder or file, `-` for standard input; none: the book in this folder, or in book/
    #[arg(value_name = "INPUT")]
    pub(super) input: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  deckle cover -o cover.png
  deckle cover --title 'The Sea' --author 'A. Writer' -o cover.png
  deckle cover --list-designs")]
pub(super) struct CoverArguments {
    /// A folder or file whose title and author are used; none: the book in this folder, or in book/
    #[arg(value_name = "INPUT")]
    pub(super) input: Option<PathBuf>,
    /// The picture to write (PNG, 1600 × 2560)
    #[arg(
        short,
        long,
        value_name = "FILE",
        required_unless_present = "list_designs"
    )]
    pub(super) output: Option<PathBuf>,
    /// The design
    #[arg(long, value_name = "NAME")]
    pub(super) design: Option<String>,
    /// List the designs
    #[arg(long)]
    pub(super) list_designs: bool,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  deckle completions bash > ~/.local/share/bash-completion/completions/deckle")]
pub(super) struct CompletionsArguments {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  deckle man ~/.local/share/man/man1")]
pub(super) struct ManArguments {
    /// Write a page for each command into this folder; without it, the main page is printed
    pub(super) dir: Option<PathBuf>,
}

fn formats() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(
        EMITTERS
            .iter()
            .map(|emitter| clap::builder::PossibleValue::new(emitter.name).help(emitter.about)),
    )
}

fn profiles() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(
        PROFILES
            .iter()
            .map(|profile| clap::builder::PossibleValue::new(profile.name).help(profile.about)),
    )
}

fn renderers() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(
        RENDERERS
            .iter()
            .map(|renderer| clap::builder::PossibleValue::new(renderer.name).help(renderer.about)),
    )
}

fn kind(name: &str) -> Result<TextKind, String> {
    TextKind::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = TextKind::ALL.iter().map(|kind| kind.name()).collect();
        format!(
            "there is no such kind of text; the kinds are {}",
            names.join(", ")
        )
    })
}
