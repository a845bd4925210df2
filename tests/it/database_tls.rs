//! PostgreSQL with a certificate of a private authority: trusted by the system's store or by the URL, and otherwise refused.

use crate::support::{
    postgres::OwnServer,
    program::{free_address, style_sheet},
};
use std::{
    path::Path,
    process::{Command, Output},
};

/// Makes an authority, and a certificate of a server for `localhost` that is good for some days, in a folder.
pub fn make_certificates(folder: &Path, days: u32) {
    std::fs::write(folder.join("extensions"), "subjectAltName=DNS:localhost\n").unwrap();
    let curve = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for arguments in [
        format!("req -x509 {curve} -keyout ca.key -out ca.pem -days 100 -subj /CN=authority"),
        format!("req {curve} -keyout server.key -out server.csr -subj /CN=localhost"),
        format!(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} -extfile extensions -out server.pem"
        ),
    ] {
        let made = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    std::fs::set_permissions(
        folder.join("server.key"),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
}

fn migrate(url: &str, environment: &[(&str, &str)]) -> (bool, String) {
    run(&["migrate"], &std::env::temp_dir(), url, environment)
}

fn run(arguments: &[&str], folder: &Path, url: &str, environment: &[(&str, &str)]) -> (bool, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_keydesk"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", url)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    (
        status.success(),
        String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_trusted_certificate_of_the_right_host_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let (certificates, server) = (folder.path().join("certificates"), folder.path().join("server"));
    std::fs::create_dir_all(&certificates).unwrap();
    std::fs::create_dir_all(&server).unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    make_certificates(&certificates, 2);
    for name in ["server.pem", "server.key"] {
        std::fs::copy(certificates.join(name), server.join(name)).unwrap();
    }
    let options = format!(
        "-c fsync=off -c ssl=on -c ssl_cert_file={0}/server.pem -c ssl_key_file={0}/server.key",
        server.display()
    );
    let running = OwnServer::start(&server, &options).await;
    let url = |host: &str, rest: &str| format!("postgres://keydesk:hunter2@{host}:{}/postgres?{rest}", running.port);
    let authority = certificates.join("ca.pem").display().to_string();

    let (done, said) = migrate(&url("localhost", "sslmode=verify-full"), &[]);
    assert!(!done && said.contains("is not trusted"), "{said}");
    assert!(
        said.contains("update-ca-certificates") && said.contains("sslrootcert=") && !said.contains("hunter2"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    let untrusted = url("localhost", "sslmode=verify-full");
    let copies = tempfile::tempdir().unwrap();
    assert!(run(&["migrate"], copies.path(), "sqlite://keydesk.db", &[]).0);
    assert!(run(&["backup", "backup.db"], copies.path(), "sqlite://keydesk.db", &[]).0);
    let refused: [(&[&str], &str); 5] = [
        (&["serve"], "in DATABASE_URL"),
        (&["backup", "new.db"], "in DATABASE_URL"),
        (&["restore", "backup.db"], "in DATABASE_URL"),
        (
            &["migrate-database", "--from", &untrusted, "--to", "sqlite://new.db"],
            "in --from",
        ),
        (
            &["migrate-database", "--from", "sqlite://keydesk.db", "--to", &untrusted],
            "in --to",
        ),
    ];
    let listen = free_address().to_string();
    let site = style_sheet(copies.path()).display().to_string();
    for (arguments, setting) in refused {
        let (done, said) = run(
            arguments,
            copies.path(),
            &untrusted,
            &[("KEYDESK_LISTEN", listen.as_str()), ("KEYDESK_SITE_ROOT", &site)],
        );
        assert!(
            !done && said.contains("is not trusted") && said.contains(setting),
            "{said}"
        );
        assert!(said.lines().count() == 1 && !said.contains("hunter2"), "{said}");
        assert!(!copies.path().join("new.db").exists());
    }

    let (done, said) = migrate(
        &url("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={authority}")),
        &[],
    );
    assert!(!done && said.contains("host name in DATABASE_URL"), "{said}");

    let (done, said) = migrate(
        &url("localhost", &format!("sslmode=verify-full&sslrootcert={authority}")),
        &[],
    );
    assert!(done, "named by the URL: {said}");
    // The variable names another store than the system's, which a test must not change.
    let (done, said) = migrate(
        &url("localhost", "sslmode=verify-full"),
        &[("SSL_CERT_FILE", &authority)],
    );
    assert!(done, "in the store: {said}");
}
