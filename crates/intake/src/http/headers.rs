//! What every response says about how it may be used.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::Site;

/// No script, no frame, nothing from elsewhere; only our own stylesheet, and forms that come back to us.
const CONTENT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Two years. Subdomains are left alone: they belong to the municipality, not to us.
const ONLY_HTTPS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// The same on every response. See `docs/decisions/0013-referrer-and-foreign-forms.md` for the referrer.
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
             microphone=(), midi=(), payment=(), usb=()",
        ),
    ),
];

/// Adds the headers. Nothing is stored anywhere on the way, unless a page says otherwise itself, and no script runs,
/// unless a page names the one it carries ([`policy_for`]).
pub(super) async fn protect(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(CONTENT);
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    if site.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ONLY_HTTPS);
    }
    response
}

/// The content policy of a page that carries this one script between its `<script>` tags, byte for byte: no other script
/// runs, and it may talk to nobody but us.
pub(super) fn policy_for(script: &str) -> HeaderValue {
    let hash = base64(&Sha256::digest(script));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{hash}'; connect-src 'self'; style-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    // The text is ASCII; should it ever not be, the page loses its script and keeps its protection.
    HeaderValue::from_str(&policy).unwrap_or(CONTENT)
}

/// Base 64 with padding, RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, place| bits << 8 | u32::from(group.get(place).copied().unwrap_or(0)));
        for place in 0..4_usize {
            let symbol = usize::try_from(bits >> (18 - 6 * place) & 63).ok().and_then(|index| SYMBOLS.get(index));
            text.push(if place <= group.len() { char::from(symbol.copied().unwrap_or(b'=')) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn base64_is_what_the_standard_says() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    /// The hash that `printf 'alert(1)' | openssl dgst -sha256 -binary | base64` gives.
    #[test]
    fn a_script_is_named_by_its_hash_and_may_talk_only_to_us() {
        let policy = policy_for("alert(1)");
        let policy = policy.to_str().unwrap();
        assert!(policy.contains("script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"), "{policy}");
        assert!(policy.contains("connect-src 'self'") && !policy.contains("unsafe"), "{policy}");
    }
}
