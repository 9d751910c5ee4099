//! HMAC (RFC 2104) of one message under many keys.
//!
//! The message is padded into blocks once; each key then costs only the compressions that the algorithm asks for, without
//! a copy or an allocation. A general implementation does the same work with as much again around it, and guessing is
//! worth its name only when it is fast.

use sha2::digest::consts::{U64, U128};
use sha2::digest::generic_array::GenericArray;
use sha2::{Sha256, Sha384, Sha512, compress256, compress512};

use crate::Algorithm;

const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;

/// FIPS 180-4 §5.3.3.
const SHA_256: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];
/// FIPS 180-4 §5.3.4.
const SHA_384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
    0x9159_015a_3070_dd17,
    0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31,
    0x8eb4_4a87_6858_1511,
    0xdb0c_2e0d_64f9_8fa7,
    0x47b5_481d_befa_4fa4,
];
/// FIPS 180-4 §5.3.5.
const SHA_512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// A message and the signature that a key has to give it.
pub(crate) enum Mac {
    Narrow(Narrow),
    Wide(Wide),
}

impl Mac {
    pub(crate) fn new(algorithm: Algorithm, message: &[u8], signature: Vec<u8>) -> Self {
        match algorithm {
            Algorithm::Hs256 => {
                Self::Narrow(Narrow::new(SHA_256, hash::<Sha256>, message, signature))
            }
            Algorithm::Hs384 => Self::Wide(Wide::new(SHA_384, hash::<Sha384>, message, signature)),
            Algorithm::Hs512 => Self::Wide(Wide::new(SHA_512, hash::<Sha512>, message, signature)),
        }
    }

    /// Whether `key` gives the signature. A shortened signature never passes.
    pub(crate) fn is_by(&self, key: &[u8]) -> bool {
        match self {
            Self::Narrow(mac) => mac.is_by(key),
            Self::Wide(mac) => mac.is_by(key),
        }
    }
}

/// Keys that are longer than a block are hashed first.
fn hash<D: sha2::Digest>(key: &[u8]) -> Vec<u8> {
    D::digest(key).to_vec()
}

/// Blocks of SHA-2 with one length of words: the two kinds differ in nothing else.
macro_rules! mac {
    ($name:ident, $word:ty, $block:ty, $compress:path) => {
        pub(crate) struct $name {
            initial: [$word; 8],
            hash: fn(&[u8]) -> Vec<u8>,
            message: Vec<GenericArray<u8, $block>>,
            /// The second hash's only block after the key: room for a digest, and the padding behind it.
            last: GenericArray<u8, $block>,
            signature: Vec<u8>,
            digest_bytes: usize,
        }

        impl $name {
            const BLOCK: usize = size_of::<GenericArray<u8, $block>>();

            fn new(
                initial: [$word; 8],
                hash: fn(&[u8]) -> Vec<u8>,
                message: &[u8],
                signature: Vec<u8>,
            ) -> Self {
                let digest_bytes = hash(&[]).len();
                // In both hashes a block of key stands before what is padded here.
                let message = Self::padded(message, Self::BLOCK + message.len());
                let last = Self::padded(&vec![0; digest_bytes], Self::BLOCK + digest_bytes);
                Self {
                    initial,
                    hash,
                    message,
                    last: last.into_iter().next().unwrap_or_default(),
                    signature,
                    digest_bytes,
                }
            }

            /// FIPS 180-4 §5.1: a bit, zeros, and the length of everything in bits at the end of the last block.
            fn padded(bytes: &[u8], total: usize) -> Vec<GenericArray<u8, $block>> {
                let mut bytes = bytes.to_vec();
                bytes.push(0x80);
                let field = 2 * size_of::<$word>();
                let filled = (bytes.len() + field).next_multiple_of(Self::BLOCK);
                bytes.resize(filled - size_of::<u64>(), 0);
                bytes.extend((total as u64 * 8).to_be_bytes());
                let blocks = bytes.chunks_exact(Self::BLOCK);
                blocks.map(GenericArray::clone_from_slice).collect()
            }

            fn is_by(&self, key: &[u8]) -> bool {
                let mut pad = GenericArray::<u8, $block>::default();
                if key.len() <= Self::BLOCK {
                    pad[..key.len()].copy_from_slice(key);
                } else {
                    pad[..self.digest_bytes].copy_from_slice(&(self.hash)(key));
                }
                pad.iter_mut().for_each(|byte| *byte ^= INNER);
                let mut state = self.initial;
                $compress(&mut state, std::slice::from_ref(&pad));
                $compress(&mut state, &self.message);

                let mut last = self.last;
                let room = last[..self.digest_bytes].chunks_exact_mut(size_of::<$word>());
                room.zip(state)
                    .for_each(|(room, word)| room.copy_from_slice(&word.to_be_bytes()));
                pad.iter_mut().for_each(|byte| *byte ^= INNER ^ OUTER);
                let mut state = self.initial;
                $compress(&mut state, &[pad, last]);

                // The same time wherever the first difference is.
                let digest = state.iter().flat_map(|word| word.to_be_bytes());
                let differences = digest
                    .zip(&self.signature)
                    .fold(0, |differences, (ours, theirs)| {
                        differences | (ours ^ theirs)
                    });
                self.signature.len() == self.digest_bytes && differences == 0
            }
        }
    };
}

mac!(Narrow, u32, U64, compress256);
mac!(Wide, u64, U128, compress512);
