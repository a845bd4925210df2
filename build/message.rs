//! Reads the messages and compares the languages.

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The supported part of Fluent, for error messages.
const SUPPORTED: &str = "texts, variables, NUMBER($n) and a choice by plural";

/// The kind of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number, in the format of the language.
    Number,
    /// A whole number that also selects the plural form.
    Count,
}

/// A message in all languages.
#[derive(Debug)]
pub struct Message {
    /// The id in the files, such as `generate-key`.
    pub id: String,
    /// Whether the browser needs the message.
    pub in_browser: bool,
    /// The variables, in the order of their first use in the English text.
    pub variables: Vec<(String, Kind)>,
    /// For each language, the text for one and the text for other numbers. Variables are the characters from U+0001 on. Both texts
    /// are equal if the message has no plural.
    pub texts: Vec<[String; 2]>,
}

impl Message {
    /// The variable that selects the plural form.
    pub fn count(&self) -> Option<&str> {
        let count = self.variables.iter().find(|(_, kind)| *kind == Kind::Count);
        count.map(|(name, _)| name.as_str())
    }
}

/// A message in one language.
struct ParsedMessage {
    in_browser: bool,
    variables: Vec<(String, Kind)>,
    /// The forms for one and for other numbers.
    forms: [Vec<Segment>; 2],
}

#[derive(Clone, Debug)]
enum Segment {
    Text(String),
    Variable(String),
}

/// All messages of all languages, those for the browser first.
///
/// # Errors
/// One sentence for each problem.
pub fn read_all(folder: &Path, languages: &[&str], browser: &str) -> Result<Vec<Message>, Vec<String>> {
    let mut problems = Vec::new();
    let read: Vec<BTreeMap<String, ParsedMessage>> = languages
        .iter()
        .map(|language| read_language(&folder.join(language), browser, &mut problems))
        .collect();
    let (english, others) = read
        .split_first()
        .ok_or_else(|| vec!["LANGUAGES is empty".to_owned()])?;
    for (language, messages) in languages[1..].iter().zip(others) {
        for id in english.keys().filter(|id| !messages.contains_key(*id)) {
            problems.push(format!("locales/{language}: `{id}` is not translated"));
        }
        for id in messages.keys().filter(|id| !english.contains_key(*id)) {
            problems.push(format!("locales/{language}: `{id}` is not in locales/{}", languages[0]));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut messages: Vec<Message> = english
        .keys()
        .map(|id| combine(id, &read, languages, &mut problems))
        .collect();
    messages.sort_by_key(|message| !message.in_browser);
    if problems.is_empty() {
        Ok(messages)
    } else {
        Err(problems)
    }
}

/// Combines one message of all languages. Every language must have it.
fn combine(
    id: &str,
    read: &[BTreeMap<String, ParsedMessage>],
    languages: &[&str],
    problems: &mut Vec<String>,
) -> Message {
    let all: Vec<&ParsedMessage> = read.iter().filter_map(|messages| messages.get(id)).collect();
    let english = all[0];
    for (other, language) in all.iter().zip(languages) {
        if other.in_browser != english.in_browser {
            problems.push(format!(
                "locales/{language}: `{id}` is in another file than in locales/{}",
                languages[0]
            ));
        }
        if sorted_names(&other.variables) != sorted_names(&english.variables) {
            problems.push(format!(
                "locales/{language}: `{id}` has other variables than in locales/{}",
                languages[0]
            ));
        }
    }
    let mut variables = english.variables.clone();
    for (name, kind) in all.iter().flat_map(|message| &message.variables) {
        for (_, known) in variables.iter_mut().filter(|(known, _)| known == name) {
            *known = (*known).max(*kind);
        }
    }
    if variables.iter().filter(|(_, kind)| *kind == Kind::Count).count() > 1 {
        problems.push(format!("`{id}` is chosen by two numbers; make two messages of it"));
    }
    let order: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
    let texts = all
        .iter()
        .map(|message| message.forms.each_ref().map(|form| encode(form, &order)))
        .collect();
    Message {
        id: id.to_owned(),
        in_browser: english.in_browser,
        texts,
        variables,
    }
}

fn sorted_names(variables: &[(String, Kind)]) -> Vec<&str> {
    let mut names: Vec<_> = variables.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

/// The text of a form, with the character U+0001 for the first variable, U+0002 for the second, and so on.
fn encode(segments: &[Segment], order: &[&str]) -> String {
    segments
        .iter()
        .map(|segment| match segment {
            Segment::Text(text) => text.clone(),
            Segment::Variable(name) => {
                let at = order.iter().position(|known| known == name).unwrap_or_default();
                char::from(at as u8 + 1).to_string()
            }
        })
        .collect()
}

fn read_language(folder: &Path, browser: &str, problems: &mut Vec<String>) -> BTreeMap<String, ParsedMessage> {
    let mut messages = BTreeMap::new();
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) => {
            problems.push(format!("cannot read {}: {error}", folder.display()));
            return messages;
        }
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    for file in files {
        let in_browser = file.file_stem().is_some_and(|stem| stem == browser);
        if let Err(found) = read_file(&file, in_browser, &mut messages) {
            problems.extend(
                found
                    .into_iter()
                    .map(|problem| format!("{}: {problem}", file.display())),
            );
        }
    }
    messages
}

fn read_file(file: &Path, in_browser: bool, messages: &mut BTreeMap<String, ParsedMessage>) -> Result<(), Vec<String>> {
    let source = fs::read_to_string(file).map_err(|error| vec![error.to_string()])?;
    let resource = parser::parse(source.as_str()).map_err(|(_, errors)| {
        let line = |at: usize| source[..at.min(source.len())].lines().count();
        errors
            .iter()
            .map(|error| format!("line {}: {error}", line(error.pos.start)))
            .collect::<Vec<_>>()
    })?;
    let mut problems = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name.to_owned();
                let read = match (&message.value, message.attributes.is_empty()) {
                    (Some(pattern), true) => read_pattern(pattern, in_browser),
                    _ => Err("needs a text and no attributes".to_owned()),
                };
                match read {
                    Ok(read) if !messages.contains_key(&id) => drop(messages.insert(id, read)),
                    Ok(_) => problems.push(format!("`{id}` is defined twice; delete one of the two")),
                    Err(problem) => problems.push(format!("`{id}` {problem}")),
                }
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Term(term) => problems.push(format!(
                "`-{}`: terms are not supported; write the text into the message",
                term.id.name
            )),
            Entry::Junk { content } => problems.push(format!("cannot be read: {content}")),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn read_pattern(pattern: &Pattern<&str>, in_browser: bool) -> Result<ParsedMessage, String> {
    let mut variables = Vec::new();
    let mut forms = [Vec::new(), Vec::new()];
    add_pattern(pattern, &mut forms, &mut variables)?;
    Ok(ParsedMessage {
        in_browser,
        variables,
        forms,
    })
}

fn add_pattern(
    pattern: &Pattern<&str>,
    forms: &mut [Vec<Segment>; 2],
    variables: &mut Vec<(String, Kind)>,
) -> Result<(), String> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => push_to_both(forms, Segment::Text(value.replace('\n', " "))),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => add_inline(inline, forms, variables)?,
                Expression::Select { selector, variants } => add_select(selector, variants, forms, variables)?,
            },
        }
    }
    Ok(())
}

/// Adds a choice by plural: the variant for one to the first form, and the variant for other numbers to the second.
fn add_select(
    selector: &InlineExpression<&str>,
    variants: &[Variant<&str>],
    forms: &mut [Vec<Segment>; 2],
    variables: &mut Vec<(String, Kind)>,
) -> Result<(), String> {
    let InlineExpression::VariableReference { id } = selector else {
        return Err("chooses by something else than a variable".to_owned());
    };
    note_variable(variables, id.name, Kind::Count);
    let mut other = None;
    let mut one = None;
    for variant in variants {
        match (&variant.key, variant.default) {
            (VariantKey::Identifier { name: "other" }, true) => other = Some(&variant.value),
            (VariantKey::Identifier { name: "one" }, false) => one = Some(&variant.value),
            _ => return Err("must have the variants `[one]` and `*[other]`".to_owned()),
        }
    }
    let other = other.ok_or("lacks the variant `*[other]`")?;
    for (form, value) in forms.iter_mut().zip([one.unwrap_or(other), other]) {
        let mut inner = [Vec::new(), Vec::new()];
        add_pattern(value, &mut inner, variables)?;
        let [_, segments] = inner;
        form.extend(segments);
    }
    Ok(())
}

fn add_inline(
    inline: &InlineExpression<&str>,
    forms: &mut [Vec<Segment>; 2],
    variables: &mut Vec<(String, Kind)>,
) -> Result<(), String> {
    match inline {
        InlineExpression::VariableReference { id } => {
            note_variable(variables, id.name, Kind::Text);
            push_to_both(forms, Segment::Variable(id.name.to_owned()));
        }
        InlineExpression::StringLiteral { value } => push_to_both(forms, Segment::Text((*value).to_owned())),
        InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => {
            match arguments.positional.as_slice() {
                [InlineExpression::VariableReference { id }] if arguments.named.is_empty() => {
                    note_variable(variables, id.name, Kind::Number);
                    push_to_both(forms, Segment::Variable(id.name.to_owned()));
                }
                _ => return Err("gives NUMBER something else than one variable".to_owned()),
            }
        }
        InlineExpression::FunctionReference { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. }
        | InlineExpression::Placeable { .. } => return Err(format!("may contain only {SUPPORTED}")),
    }
    Ok(())
}

/// Adds a variable. A variable that is used in several ways has the most specific kind.
fn note_variable(variables: &mut Vec<(String, Kind)>, name: &str, kind: Kind) {
    match variables.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = (*known).max(kind),
        None => variables.push((name.to_owned(), kind)),
    }
}

fn push_to_both(forms: &mut [Vec<Segment>; 2], segment: Segment) {
    for form in forms {
        form.push(segment.clone());
    }
}
