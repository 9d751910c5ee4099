//! Random identifiers.

use crate::Error;

/// A version 4 UUID with its hyphens.
pub(crate) fn uuid() -> Result<String, Error> {
    let mut hex = hexadecimal()?;
    for at in [20, 16, 12, 8] {
        hex.insert(at, '-');
    }
    Ok(hex)
}

/// The same without hyphens, as memory points have it.
pub(crate) fn hexadecimal() -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::System(error.to_string()))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
