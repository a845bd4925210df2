//! The audit log as comma-separated values (RFC 4180), for spreadsheets. The columns suffice to verify the hash chain. Column names
//! and `what` are always in English, because programs read the file.

use crate::domain::audit::log::AuditRecord;

/// The byte order mark, by which spreadsheets recognise UTF-8, and the column names. A row's hash covers the previous hash,
/// `chain`, `seq`, `at`, `actor`, `action`, `key_id`, `subject`, `ip` and, if not empty, `detail`. Each value is prefixed with its
/// length in bytes and a colon. `time` and `what` repeat `at` and `action` in readable form.
pub const HEADER: &str = "\u{FEFF}seq,time,at,actor,action,what,key_id,subject,ip,detail,chain,hash\r\n";

/// One row with its line end. `what` is the English sentence for the action.
pub fn row(record: &AuditRecord, what: &str) -> String {
    let (seq, at) = (record.seq.to_string(), record.at.millis().to_string());
    let fields = [
        &seq,
        &record.at.iso(),
        &at,
        &record.actor,
        &record.action,
        what,
        &record.key_id,
        &record.subject,
        &record.ip,
        &record.detail,
        &record.chain,
        &record.hash,
    ];
    let fields: Vec<_> = fields.iter().map(|text| field(text)).collect();
    fields.join(",") + "\r\n"
}

/// One field, protected against formula injection. An apostrophe is inserted before every formula character at the start of the
/// field, and after `;`, tab and line ends, where spreadsheets of other locales start a field. Quotation marks and apostrophes
/// there get one too, so removing one apostrophe at each place restores the text.
fn field(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 1);
    let mut at_start = true;
    for c in text.chars() {
        if at_start && ['=', '+', '-', '@', '\t', '\r', '\'', '"'].contains(&c) {
            escaped.push('\'');
        }
        escaped.push(c);
        at_start = [';', '\t', '\r', '\n'].contains(&c);
    }
    if escaped.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", escaped.replace('"', "\"\""))
    } else {
        escaped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{audit::detail::Detail, time::Timestamp};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn fields_are_quoted_where_they_must_be_and_never_formulas() {
        for (text, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=SUM(A1:A9)", "'=SUM(A1:A9)"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@here", "'@here"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("'=1", "''=1"),
            ("=1,\"2\"", "\"'=1,\"\"2\"\"\""),
            ("a=1", "a=1"),
            ("x;\"=1+1;y", "\"x;'\"\"=1+1;y\""),
            ("\"=1", "\"'\"\"=1\""),
            ("x;=1+1;@SUM(A1)", "x;'=1+1;'@SUM(A1)"),
            ("x;y; =1;'z", "x;y; =1;''z"),
            ("x\ty\t=1", "x\ty\t'=1"),
            ("x\n=1", "\"x\n'=1\""),
        ] {
            assert_eq!(field(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_line_has_a_field_for_every_column() {
        let record = AuditRecord {
            chain: "c".to_owned(),
            seq: 7,
            at: Timestamp::from_millis(1_000),
            actor: "user:o@acme.example".to_owned(),
            action: "key_generated".to_owned(),
            key_id: "k".to_owned(),
            subject: "appkey-acme-7KQ2MX9P".to_owned(),
            ip: "192.0.2.1".to_owned(),
            detail: "{\"added\":[\"A, B\"]}".to_owned(),
            changed: Detail::given(vec!["A, B".to_owned()]),
            hash: "f00".to_owned(),
            label: Some("not in it".to_owned()),
            browser: None,
        };
        assert_eq!(
            row(&record, "Generated the key"),
            "7,1970-01-01T00:00:01Z,1000,user:o@acme.example,key_generated,Generated the key,k,appkey-acme-7KQ2MX9P,192.0.2.1,\"{\"\"added\"\":[\"\"A, B\"\"]}\",c,f00\r\n"
        );
        // The sample row has one comma more: the quoted one.
        assert_eq!(HEADER.matches(',').count() + 1, row(&record, "x").matches(',').count());
    }
}
