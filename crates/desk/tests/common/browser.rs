//! A browser that keeps cookies, and a desk with accounts for it to come to.

use super::{Answer, Desk, desk_behind};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use dunlin_desk::accounts::{Accounts, Cost, Rules, file_of};
use dunlin_desk::{Door, Entrance, Role, Site, provider};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The password of everybody in the tests.
pub const PASSWORD: &str = "nine grey plovers wade";

/// Where the desk with accounts is reached.
pub const SITE: &str = "https://desk.example";

/// Rules with hashes that cost nothing.
pub fn rules() -> Rules {
    Rules { cost: Cost { memory: 8, passes: 1, lanes: 1 }, ..Rules::default() }
}

/// A desk with an owner, an editor, an analyst and two readers, each called after what they are.
pub fn peopled() -> Desk {
    peopled_with(Some(SITE), Vec::new())
}

/// The same at `site`, with providers.
pub fn peopled_with(site: Option<&str>, providers: Vec<provider::Provider>) -> Desk {
    let door = |ledger: &std::path::Path| {
        let accounts = Accounts::open(&file_of(ledger), rules()).unwrap();
        for (name, role) in [
            ("owner", Role::Owner),
            ("editor", Role::Editor),
            ("analyst", Role::Analyst),
            ("reader", Role::Reader),
            ("other", Role::Reader),
        ] {
            accounts.make(name, &format!("The {name}"), role, PASSWORD, 1).unwrap();
        }
        Door::People(Arc::new(Entrance::new(accounts, site.map(|site| Site::new(site).unwrap()), providers)))
    };
    desk_behind(door, |_| {})
}

/// A browser.
pub struct Browser<'d> {
    desk: &'d Desk,
    pub cookies: BTreeMap<String, String>,
    /// Where it comes from, as the proxy tells.
    pub address: Option<String>,
}

impl<'d> Browser<'d> {
    pub fn new(desk: &'d Desk) -> Self {
        Self { desk, cookies: BTreeMap::new(), address: None }
    }

    /// One that has signed in.
    pub async fn signed_in(desk: &'d Desk, name: &str) -> Self {
        let mut browser = Self::new(desk);
        let answer = browser.sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        browser
    }

    pub async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("name", name), ("password", password)]).await
    }

    /// A request as the browser makes it on the desk's own pages.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut builder = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "desk.example")
            .header("sec-fetch-site", "same-origin");
        if let Some(address) = &self.address {
            builder = builder.header("x-forwarded-for", address);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            builder = builder.header(header::COOKIE, cookies.join("; "));
        }
        builder
    }

    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let answer = self.desk.send(request).await;
        for cookie in answer.head.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// A page that must be there.
    pub async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, "https://desk.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(form)))
            .unwrap();
        self.send(request).await
    }

    /// The same on this machine's own address.
    pub async fn local_get(&mut self, path: &str) -> Answer {
        let mut request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        request.headers_mut().insert(header::HOST, "localhost:8417".parse().unwrap());
        self.send(request).await
    }

    pub async fn local_page(&mut self, path: &str) -> String {
        let answer = self.local_get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    pub async fn local_post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, "http://localhost:8417")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(form)))
            .unwrap();
        request.headers_mut().insert(header::HOST, "localhost:8417".parse().unwrap());
        self.send(request).await
    }

    /// A form that must be taken: the answer goes on to another page.
    pub async fn done(&mut self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", super::text(&answer.body));
        answer.header("location").to_owned()
    }
}

/// A form as it is sent.
pub fn encoded(form: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    form.iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// What stands between `before` and `after` on a page, as text.
pub fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {page}")).1;
    rest.split_once(after).unwrap().0
}
