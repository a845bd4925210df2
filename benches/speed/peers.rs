//! The programs that Keydesk is compared with.

use crate::{
    data::Data,
    support::{
        gateways::{GATEWAYS, program},
        program::{Program, free_address},
    },
};
use serde_json::json;
use std::{fmt::Write, net::SocketAddr, path::PathBuf};

/// A folder for a peer's files.
pub fn folder(data: &Data, name: &str) -> PathBuf {
    let folder = data.folder().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Names nginx.
pub const NGINX: &str = GATEWAYS[0].1;

/// Names the folder of PostgreSQL's programs.
pub const POSTGRES: &str = "KEYDESK_TEST_POSTGRES_BIN";

/// Whether a program was found by `.ci/setup test`.
pub fn is_here(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|path| !path.is_empty())
}

/// nginx as a single process with these parts of `http` and of its server, on a core or on any.
pub async fn nginx(data: &Data, name: &str, core: Option<u8>, (http, server): (&str, &str)) -> (Program, SocketAddr) {
    let (folder, address) = (folder(data, name), free_address());
    let at = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {at}/{what}; "))
        .concat();
    let text = format!(
        "daemon off; master_process off; pid {at}/pid; error_log {at}/errors; events {{ worker_connections 4096; }}\n\
         http {{ access_log off; keepalive_requests 1000000000; {temporary}\n{http}\nserver {{ listen {address}; {server} }} }}"
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, text).unwrap();
    let arguments = ["-p".as_ref(), folder.as_os_str(), "-c".as_ref(), file.as_os_str()];
    let nginx = program(NGINX);
    let nginx = match core {
        Some(core) => Program::start_on(core, &folder, nginx, arguments, &[]),
        None => Program::start(&folder, nginx, arguments, &[]),
    };
    nginx.listens(address).await;
    (nginx, address)
}

/// nginx that looks all pairs up in a `map`.
pub async fn nginx_map(data: &Data, core: u8) -> (Program, SocketAddr) {
    let mut map = "map_hash_max_size 1048576; map_hash_bucket_size 256;\n".to_owned();
    map += "map \"$http_x_api_appkey:$http_x_api_apptoken\" $is_known { default 0;\n";
    for (app_key, token) in &data.pairs {
        writeln!(map, "\"{app_key}:{token}\" 1;").unwrap();
    }
    map += "}";
    let server = "location / { if ($is_known = 0) { return 401; } return 200; }";
    nginx(data, "nginx-map", Some(core), (&map, server)).await
}

/// Envoy with its own filter for API keys.
pub async fn envoy_api_key_auth(data: &Data, core: u8) -> (Program, SocketAddr) {
    let (folder, address) = (folder(data, "envoy-keys"), free_address());
    let credentials: Vec<_> = data
        .pairs
        .iter()
        .map(|(app_key, token)| json!({ "key": token, "client": app_key }))
        .collect();
    let extension = |name: &str| format!("type.googleapis.com/envoy.extensions.filters.{name}");
    let configuration = json!({ "static_resources": { "listeners": [{
        "name": "web",
        "address": { "socket_address": { "address": "127.0.0.1", "port_value": address.port() } },
        "filter_chains": [{ "filters": [{
            "name": "http",
            "typed_config": {
                "@type": extension("network.http_connection_manager.v3.HttpConnectionManager"),
                "stat_prefix": "web",
                "route_config": { "virtual_hosts": [{ "name": "all", "domains": ["*"], "routes": [
                    { "match": { "prefix": "/" }, "direct_response": { "status": 200, "body": { "inline_string": "ok" } } }
                ] }] },
                "http_filters": [
                    { "name": "keys", "typed_config": {
                        "@type": extension("http.api_key_auth.v3.ApiKeyAuth"),
                        "key_sources": [{ "header": "x-api-key" }],
                        "credentials": credentials,
                    } },
                    { "name": "router", "typed_config": { "@type": extension("http.router.v3.Router") } },
                ],
            },
        }] }],
    }] } });
    let file = folder.join("envoy.json");
    std::fs::write(&file, configuration.to_string()).unwrap();
    let arguments = [
        "--disable-hot-restart",
        "--concurrency",
        "1",
        "--log-level",
        "error",
        "-c",
        file.to_str().unwrap(),
    ];
    let envoy = Program::start_on(core, &folder, program("KEYDESK_TEST_ENVOY"), arguments, &[]);
    envoy.listens(address).await;
    (envoy, address)
}
