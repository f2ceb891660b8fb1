//! Tests of the engine: the tables compile, and small schemas find what they should.

use super::*;
use crate::check::publication::xml;

#[test]
fn every_table_compiles() {
    for (name, schema) in all() {
        if let Err(error) = schema {
            panic!("{name}: {error}");
        }
    }
}

fn faults(table: &str, xml: &str) -> Vec<String> {
    let schema = table::compile(&[table]).expect("table");
    let (tree, _) = xml::parse(xml, &xml::Options::default());
    let mut found = Vec::new();
    validate(
        &schema,
        tree.root().expect("a root"),
        &|_| true,
        &mut |fault| {
            found.push(format!(
                "{:?} {}:{}",
                fault.kind, fault.position.0, fault.position.1
            ));
        },
    );
    found
}

#[test]
fn content_in_order_with_what_is_missing() {
    let table = "start = a element a = { b, c?, d+ } element b = { EMPTY } element c = { TEXT } element d = { EMPTY }";
    assert_eq!(
        faults(table, "<a><b/><c>x</c><d/><d/></a>"),
        Vec::<String>::new()
    );
    assert_eq!(faults(table, "<a><d/></a>"), ["ElementTooEarly 1:8"]);
    assert_eq!(faults(table, "<a><b/></a>"), ["Incomplete 1:12"]);
    assert_eq!(
        faults(table, "<a><b/>x<d/><c/>\n</a>"),
        ["TextNotAllowed 1:13", "ElementNotAllowed 1:17"]
    );
}

#[test]
fn any_order_and_unknown_elements() {
    let table = "start = a element a = { b & c & d* } element b = { EMPTY } element c = { EMPTY } element d = { EMPTY }";
    assert_eq!(
        faults(table, "<a><d/><c/><d/><b/></a>"),
        Vec::<String>::new()
    );
    assert_eq!(
        faults(table, "<a><c/><x><b/></x><b/></a>"),
        ["ElementNotAllowed 1:11"]
    );
}

#[test]
fn attributes_choose_the_form() {
    let table = "start = a element a = @x=integer { EMPTY } element a = @y? { TEXT }";
    assert_eq!(faults(table, "<a y='1'>t</a>"), Vec::<String>::new());
    assert_eq!(faults(table, "<a x='1'>t</a>"), ["TextNotAllowed 1:15"]);
    assert_eq!(faults(table, "<a x='t'/>"), ["AttributeInvalid 1:11"]);
    assert_eq!(faults(table, "<a z='t'/>"), ["AttributeNotAllowed 1:11"]);
}
