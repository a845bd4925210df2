//! How each gateway is started with its documented configuration.

use super::program::Program;
use std::{
    ffi::OsString,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// What a gateway's configuration names.
pub struct Place {
    /// For the gateway's own files.
    pub folder: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    pub keydesk: SocketAddr,
    pub service: SocketAddr,
    pub secret: String,
}

/// Starts a gateway.
pub type Start = fn(&Place) -> Program;

/// All gateways, with the variables that name their programs.
pub const GATEWAYS: [(&str, &str, Start); 4] = [
    ("nginx", "KEYDESK_TEST_NGINX", nginx),
    ("Caddy", "KEYDESK_TEST_CADDY", caddy),
    ("Traefik", "KEYDESK_TEST_TRAEFIK", traefik),
    ("Envoy", "KEYDESK_TEST_ENVOY", envoy),
];

/// Writes a documented configuration with these texts replaced, each of which occurs once.
fn write(file: &Path, text: &str, replaced: &[(&str, &str)]) {
    let filled = replaced.iter().fold(text.to_owned(), |text, (documented, here)| {
        assert_eq!(text.matches(documented).count(), 1, "{documented} in {file:?}");
        text.replace(documented, here)
    });
    std::fs::write(file, filled).unwrap();
}

/// The program that `.ci/setup test` found.
pub fn program(variable: &str) -> OsString {
    let path = std::env::var_os(variable).filter(|path| !path.is_empty());
    path.unwrap_or_else(|| panic!("{variable} is not set: run .ci/setup test, then . target/tools/test-env"))
}

impl Place {
    /// Writes a configuration into the folder. Returns its path.
    fn configure(&self, name: &str, text: &str, more: &[(&str, &str)]) -> String {
        let (keydesk, service) = (self.keydesk.to_string(), self.service.to_string());
        let mut replaced = vec![("127.0.0.1:3001", keydesk.as_str()), ("127.0.0.1:9000", &service)];
        replaced.extend([("kdv_…", self.secret.as_str())]);
        replaced.extend(more);
        let file = self.folder.join(name);
        write(&file, text, &replaced);
        file.to_str().unwrap().to_owned()
    }
}

pub fn nginx(place: &Place) -> Program {
    place.configure(
        "keydesk.conf",
        include_str!("../../../docs/gateways/nginx.conf"),
        &[("listen 8080", &format!("listen {}", place.address))],
    );
    start_nginx(&place.folder)
}

/// Starts nginx in front of two nodes.
pub fn nginx_before_nodes(folder: &Path, address: SocketAddr, nodes: [SocketAddr; 2]) -> Program {
    let [one, other] = nodes.map(|node| format!("server {node} "));
    let replaced = [
        ("listen 8443", format!("listen {address}")),
        ("server 127.0.0.1:3000 ", one),
        ("server 127.0.0.1:3010 ", other),
    ];
    let replaced = replaced
        .each_ref()
        .map(|(documented, here)| (*documented, here.as_str()));
    let text = include_str!("../../../docs/proxies/nginx-nodes.conf");
    write(&folder.join("keydesk.conf"), text, &replaced);
    start_nginx(folder)
}

/// Starts nginx with the `keydesk.conf` in a folder.
fn start_nginx(in_folder: &Path) -> Program {
    let folder = in_folder.display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {folder}/{what};"))
        .join(" ");
    // A single process, so that nothing is left when it is killed.
    let whole = format!(
        "daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors; events {{}} \
         http {{ access_log off; {temporary} include {folder}/keydesk.conf; }}"
    );
    let main = in_folder.join("nginx.conf");
    std::fs::write(&main, whole).unwrap();
    let arguments = ["-p".as_ref(), in_folder.as_os_str(), "-c".as_ref(), main.as_os_str()];
    Program::start(in_folder, program("KEYDESK_TEST_NGINX"), arguments, &[])
}

pub fn caddy(place: &Place) -> Program {
    let text = include_str!("../../../docs/gateways/Caddyfile");
    let address = format!(":{} {{\n\tbind 127.0.0.1", place.address.port());
    let file = place.configure("Caddyfile", text, &[(":8080 {", &address)]);
    start_caddy(&place.folder, &file)
}

/// Starts Caddy with a configuration.
fn start_caddy(in_folder: &Path, file: &str) -> Program {
    let folder = in_folder.to_str().unwrap();
    let admin = format!("unix/{folder}/admin");
    let environment = [
        ("CADDY_ADMIN", admin.as_str()),
        ("XDG_CONFIG_HOME", folder),
        ("XDG_DATA_HOME", folder),
    ];
    let arguments = ["run", "--adapter", "caddyfile", "--config", file];
    Program::start(in_folder, program("KEYDESK_TEST_CADDY"), arguments, &environment)
}

pub fn traefik(place: &Place) -> Program {
    let dynamic = include_str!("../../../docs/gateways/traefik-keydesk.yaml");
    let dynamic = place.configure("traefik-keydesk.yaml", dynamic, &[]);
    let replaced = [
        (":8080", place.address.to_string()),
        ("/etc/traefik/traefik-keydesk.yaml", dynamic),
    ];
    let text = include_str!("../../../docs/gateways/traefik.yaml");
    start_traefik(&place.folder, text, replaced)
}

/// Starts Traefik with a static configuration.
fn start_traefik<const N: usize>(folder: &Path, text: &str, replaced: [(&str, String); N]) -> Program {
    let replaced = replaced
        .each_ref()
        .map(|(documented, here)| (*documented, here.as_str()));
    let file = folder.join("traefik.yaml");
    write(&file, text, &replaced);
    let argument = format!("--configFile={}", file.display());
    Program::start(folder, program("KEYDESK_TEST_TRAEFIK"), [argument], &[])
}

/// Starts a proxy in front of Keydesk's pages: its folder, its address, and Keydesk's.
pub type StartProxy = fn(&Path, SocketAddr, SocketAddr) -> Program;

/// The documented configurations serve one host. This replacement, and those for the other proxies, add the host of links.
const BOTH_HOSTS_IN_NGINX: (&str, &str) = (
    "server_name keys.example.com;",
    "server_name keys.example.com share.example.com;",
);

pub fn nginx_before_pages(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    nginx_with(folder, (address, keydesk), &[])
}

pub fn nginx_before_both_hosts(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    nginx_with(folder, (address, keydesk), &[BOTH_HOSTS_IN_NGINX])
}

/// nginx between another proxy and Keydesk. It appends to the header, instead of replacing it.
pub fn nginx_that_appends(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    let appends = (
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-For $proxy_add_x_forwarded_for",
    );
    nginx_with(folder, (address, keydesk), &[appends])
}

/// nginx behind Cloudflare, of whose networks [`CDN`] is one.
pub fn nginx_behind_cloudflare(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    let text = include_str!("../../../docs/proxies/nginx-cloudflare.conf");
    write(&folder.join("cloudflare.conf"), text, &[("173.245.48.0/20", CDN)]);
    // The `http` block includes only one file.
    let included = format!(
        "include {}/cloudflare.conf;\nupstream keydesk_pages {{",
        folder.display()
    );
    nginx_with(folder, (address, keydesk), &[("upstream keydesk_pages {", &included)])
}

/// Starts nginx with these texts of the documented configuration replaced, too.
pub fn nginx_with(folder: &Path, (address, keydesk): (SocketAddr, SocketAddr), more: &[(&str, &str)]) -> Program {
    let (listen, keydesk) = (format!("listen {address}"), keydesk.to_string());
    let mut replaced = vec![("listen 8443", listen.as_str()), ("127.0.0.1:3000", &keydesk)];
    replaced.extend(more);
    let text = include_str!("../../../docs/proxies/nginx.conf");
    write(&folder.join("keydesk.conf"), text, &replaced);
    start_nginx(folder)
}

/// The address from which [`cdn`] sends requests.
pub const CDN: &str = "127.0.0.7";

/// Starts a proxy that does what Cloudflare does: it appends its client to `X-Forwarded-For`, and sets `CF-Connecting-IP`.
pub fn cdn(folder: &Path, address: SocketAddr, origin: SocketAddr) -> Program {
    let whole = format!(
        "server {{ listen {address}; location / {{ proxy_pass http://{origin}; proxy_bind {CDN}; proxy_set_header Host $host; \
         proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header CF-Connecting-IP $remote_addr; }} }}"
    );
    std::fs::write(folder.join("keydesk.conf"), whole).unwrap();
    start_nginx(folder)
}

pub fn caddy_before_pages(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    // Without TLS: there is no certificate for this name here.
    let host = format!("http://keys.example.com:{}", address.port());
    caddy_with(folder, &host, keydesk)
}

pub fn caddy_before_both_hosts(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    let port = address.port();
    let hosts = format!("http://keys.example.com:{port}, http://share.example.com:{port}");
    caddy_with(folder, &hosts, keydesk)
}

/// Caddy that trusts the CDN, and so appends to the CDN's header.
pub fn caddy_behind_a_cdn(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    let options = format!("{{\n\tservers {{\n\t\ttrusted_proxies static {CDN}/32\n\t}}\n}}");
    let host = format!("{options}\n\nhttp://keys.example.com:{}", address.port());
    caddy_with(folder, &host, keydesk)
}

fn caddy_with(folder: &Path, hosts: &str, keydesk: SocketAddr) -> Program {
    let file = folder.join("Caddyfile");
    let here = format!("\n{hosts} {{\n\tbind 127.0.0.1");
    let text = include_str!("../../../docs/proxies/Caddyfile");
    let keydesk = keydesk.to_string();
    write(
        &file,
        text,
        &[("\nkeys.example.com {", &here), ("127.0.0.1:3000", &keydesk)],
    );
    start_caddy(folder, file.to_str().unwrap())
}

pub fn traefik_before_pages(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    traefik_with(folder, (address, keydesk), "", &[])
}

pub fn traefik_before_both_hosts(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    let both = (
        "Host(`keys.example.com`)",
        "Host(`keys.example.com`) || Host(`share.example.com`)",
    );
    traefik_with(folder, (address, keydesk), "", &[both])
}

/// Traefik that trusts the CDN, and so appends to the CDN's header.
pub fn traefik_behind_a_cdn(folder: &Path, address: SocketAddr, keydesk: SocketAddr) -> Program {
    let trusted = format!("\n    forwardedHeaders:\n      trustedIPs: [{CDN}/32]");
    traefik_with(folder, (address, keydesk), &trusted, &[])
}

/// Starts Traefik with more settings of its entry point, and with these texts replaced in the dynamic part.
fn traefik_with(
    folder: &Path,
    (address, keydesk): (SocketAddr, SocketAddr),
    entry_point: &str,
    more: &[(&str, &str)],
) -> Program {
    let dynamic = folder.join("traefik-pages.yaml");
    let keydesk = keydesk.to_string();
    let mut replaced = vec![("127.0.0.1:3000", keydesk.as_str())];
    replaced.extend(more);
    let text = include_str!("../../../docs/proxies/traefik-pages.yaml");
    write(&dynamic, text, &replaced);
    let replaced = [
        ("\":8443\"", format!("\"{address}\"{entry_point}")),
        ("/etc/traefik/traefik-pages.yaml", dynamic.display().to_string()),
    ];
    let text = include_str!("../../../docs/proxies/traefik.yaml");
    start_traefik(folder, text, replaced)
}

pub fn envoy(place: &Place) -> Program {
    let (keydesk, service) = (place.keydesk.port().to_string(), place.service.port().to_string());
    let file = place.folder.join("envoy.yaml");
    let port = place.address.port().to_string();
    write(
        &file,
        include_str!("../../../docs/gateways/envoy.yaml"),
        &[
            ("0.0.0.0", "127.0.0.1"),
            ("port_value: 8080", &format!("port_value: {port}")),
            ("port_value: 3001", &format!("port_value: {keydesk}")),
            ("port_value: 9000", &format!("port_value: {service}")),
            ("kdv_…", &place.secret),
        ],
    );
    // Envoys of one machine share memory for hot restarts, unless it is turned off.
    let arguments = [
        "--disable-hot-restart",
        "--concurrency",
        "1",
        "-c",
        file.to_str().unwrap(),
    ];
    Program::start(&place.folder, program("KEYDESK_TEST_ENVOY"), arguments, &[])
}
