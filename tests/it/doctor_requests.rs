//! `keydesk doctor` asks a server through its origin: another server there is not believed, and what a proxy does wrong is told.

use crate::{
    database_tls::make_certificates,
    doctor::{Found, doctor, examine, server, wrong},
    support::{
        Database, Scratch,
        gateways::nginx_with,
        program::{Program, free_address},
    },
};
use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
};

/// Starts a server that answers each request with this status line, header lines and body.
fn impostor(answer: &str) -> SocketAddr {
    let (head, body) = answer.split_once("\n\n").unwrap();
    let length = body.len();
    let whole = format!(
        "{}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}",
        head.replace('\n', "\r\n")
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            // Until the end of the request's head.
            for line in BufReader::new(client.try_clone().unwrap()).lines() {
                if line.unwrap_or_default().is_empty() {
                    break;
                }
            }
            let _ = client.write_all(whole.as_bytes());
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impostor_is_not_believed_and_controls_no_terminal() {
    const SEEN: &str = r#"{"version":"\u001b[2Jevil","now":0,"peer":"\u001b[2Jevil","peerIsTrusted":true,"client":"evil","host":"evil","xForwardedFor":["evil"],"forwarded":[]}"#;
    let scratch = Scratch::new(Database::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let (_program, address) = server(&scratch, folder.path(), &[]).await;
    let listen = address.to_string();
    let valid = SEEN
        .replace("\\u001b[2Jevil", "192.0.2.1")
        .replace("\"evil\"", "\"192.0.2.1\"");
    let unsigned = format!("{}\n{valid}", "0".repeat(64));
    for answer in [
        format!("HTTP/1.1 200 OK\ncontent-type: application/json\n\n{SEEN}"),
        format!("HTTP/1.1 200 OK\ncontent-type: application/json\n\n{valid}"),
        format!("HTTP/1.1 200 OK\ncontent-type: text/plain\n\n{unsigned}"),
        "HTTP/1.1 200 OK\ncontent-type: text/html\n\n<h1>evil\u{1b}[2J</h1>".to_owned(),
        "HTTP/1.1 418 evil\u{1b}[2J\ncontent-type: text/html\n\nevil".to_owned(),
    ] {
        let impostor = impostor(&answer);
        let (origin, share) = (
            format!("http://{impostor}"),
            format!("http://localhost:{}", impostor.port()),
        );
        let settings = [
            ("DATABASE_URL", scratch.url.as_str()),
            ("KEYDESK_LISTEN", listen.as_str()),
            ("KEYDESK_ORIGIN", origin.as_str()),
        ];
        let (findings, ok) = examine(folder.path(), &settings);
        assert!(!ok);
        assert!(
            matches!(wrong(&findings).as_slice(), [("origin", text)] if text.contains("KEYDESK_ORIGIN") || text.contains("KEYDESK_LISTEN")),
            "{answer:?}: {findings:#?}"
        );
        let printed = doctor(folder.path(), &settings).output().unwrap().stdout;
        assert!(!printed.contains(&0x1b), "{}", String::from_utf8_lossy(&printed));
        assert!(!String::from_utf8_lossy(&printed).contains("evil"));

        // Neither for links, nor where Keydesk should listen.
        let there = impostor.to_string();
        let settings = [
            settings[0],
            ("KEYDESK_LISTEN", there.as_str()),
            settings[2],
            ("KEYDESK_SHARE_ORIGIN", share.as_str()),
        ];
        let (findings, _) = examine(folder.path(), &settings);
        let believed = |wanted: &str| {
            let mut findings = findings.iter();
            findings.any(|(check, outcome, _)| check == wanted && outcome == "ok")
        };
        for check in ["server", "origin", "proxy", "links"] {
            assert!(!believed(check), "{check}, {answer:?}: {findings:#?}");
        }
    }
}

/// What the doctor finds through nginx with the documented configuration and these changes.
async fn through_nginx(trusted: &str, has_share_origin: bool, changes: &[(&str, &str)]) -> Vec<Found> {
    let scratch = Scratch::new(Database::Sqlite).await;
    let (folder, of_nginx) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let proxy = free_address();
    let (origin, share) = (format!("http://localhost:{}", proxy.port()), format!("http://{proxy}"));
    let mut settings = vec![
        ("KEYDESK_ORIGIN", origin.as_str()),
        ("KEYDESK_TRUSTED_PROXIES", trusted),
    ];
    if has_share_origin {
        settings.push(("KEYDESK_SHARE_ORIGIN", share.as_str()));
    }
    let (_program, address) = server(&scratch, folder.path(), &settings).await;
    let nginx = nginx_with(of_nginx.path(), (proxy, address), changes);
    nginx.listens(proxy).await;
    let listen = address.to_string();
    settings.extend([
        ("DATABASE_URL", scratch.url.as_str()),
        ("KEYDESK_LISTEN", listen.as_str()),
    ]);
    examine(folder.path(), &settings).0
}

/// What is not fine on the way of requests.
fn of_the_way(findings: &[Found]) -> Vec<(&str, &str)> {
    let not_fine = findings.iter().filter(|(check, outcome, _)| {
        outcome != "ok" && ["server", "origin", "proxy", "links"].contains(&check.as_str())
    });
    not_fine
        .map(|(check, _, text)| (check.as_str(), text.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_wrong_with_nginx_as_documented() {
    // `$host` has no port, and the port of tests is not the scheme's own.
    let with_port = [("proxy_set_header Host $host;", "proxy_set_header Host $http_host;")];
    let cases: [(bool, &[(&str, &str)]); 2] = [(false, &[]), (true, &with_port)];
    for (has_share_origin, changes) in cases {
        let findings = through_nginx("127.0.0.1", has_share_origin, changes).await;
        assert!(of_the_way(&findings).is_empty(), "{findings:#?}");
        let proxy = findings.iter().find(|(check, _, _)| check == "proxy").unwrap();
        assert!(proxy.2.contains("is trusted and names the client"), "{proxy:?}");
        let links = findings
            .iter()
            .any(|(check, outcome, _)| check == "links" && outcome == "ok");
        assert_eq!(links, has_share_origin, "{findings:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mistake_with_nginx_is_told_with_its_setting() {
    let findings = through_nginx("", false, &[]).await;
    assert!(
        matches!(of_the_way(&findings).as_slice(), [("proxy", text)] if text.contains("Set KEYDESK_TRUSTED_PROXIES=127.0.0.1")),
        "{findings:#?}"
    );

    let unwritten = [("proxy_set_header X-Forwarded-For $remote_addr;", "")];
    let findings = through_nginx("127.0.0.1", false, &unwritten).await;
    assert!(
        matches!(of_the_way(&findings).as_slice(), [("proxy", text)] if text.contains("proxy_set_header X-Forwarded-For")),
        "{findings:#?}"
    );

    let without_host = [("proxy_set_header Host $host;", "")];
    let findings = through_nginx("127.0.0.1", true, &without_host).await;
    let told = of_the_way(&findings);
    assert!(matches!(told.as_slice(), [("proxy", _), ("links", _)]), "{findings:#?}");
    for (_, text) in told {
        assert!(text.contains("proxy_set_header Host $http_host"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_ends_soon_is_told() {
    let scratch = Scratch::new(Database::Sqlite).await;
    for (days, is_told) in [(2, true), (60, false)] {
        let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
        make_certificates(folder.path(), days);
        let accept = address.to_string();
        let arguments = [
            "s_server",
            "-accept",
            &accept,
            "-cert",
            "server.pem",
            "-key",
            "server.key",
            "-www",
            "-quiet",
        ];
        let tls = Program::start(folder.path(), "openssl", arguments, &[]);
        tls.listens(address).await;
        let origin = format!("https://localhost:{}", address.port());
        let authority = folder.path().join("ca.pem").display().to_string();
        let dead = free_address().to_string();
        let settings = [
            ("DATABASE_URL", scratch.url.as_str()),
            ("KEYDESK_LISTEN", dead.as_str()),
            ("KEYDESK_ORIGIN", origin.as_str()),
            ("SSL_CERT_FILE", authority.as_str()),
        ];
        let (findings, _) = examine(folder.path(), &settings);
        let told = findings.iter().any(|(check, outcome, text)| {
            check == "certificate" && outcome == "warning" && text.contains("ends within 7 days")
        });
        assert_eq!(told, is_told, "{findings:#?}");
        // It is trusted now.
        assert!(
            !findings.iter().any(|(_, _, text)| text.contains("is not trusted")),
            "{findings:#?}"
        );
    }
}
