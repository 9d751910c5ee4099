//! HTTP's Basic scheme.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatelaine_secrets::Secret;

/// What stands behind `Basic` in an `Authorization` header (RFC 7617 §2): name and password in Base64, which hides nothing.
#[must_use]
pub fn basic(user: &str, password: &Secret) -> Secret {
    Secret::new(STANDARD.encode(format!("{user}:{}", password.expose())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_encoded_as_the_standard_shows() {
        let encoded = basic("Aladdin", &Secret::new("open sesame"));
        assert_eq!(
            encoded.expose(),
            "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "the example of RFC 7617"
        );
    }
}
