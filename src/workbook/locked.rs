//! Locked workbooks: those that Excel encrypts with a password of its own, so that they are only protected against changes.

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use md5::Md5;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::Error;
use super::limits::Limits;
use super::ole::{Compound, u16_at, u32_at};
use super::package::attribute;

/// The password with which Excel encrypts a workbook whose structure alone is protected, or that is to be opened read-only. It is no
/// secret: Excel opens such a file without asking.
const DEFAULT: &str = "VelvetSweatshop";

const BLOCK: usize = 16;

/// The package inside an encrypted one, where Excel's default password opens it.
///
/// # Errors
///
/// When it has a password of somebody's own, is encrypted in a way that is not known, or is damaged.
pub(super) fn package(file: &Compound<'_>, limits: &Limits) -> Result<Vec<u8>, Error> {
    let info = file.stream("EncryptionInfo").map_err(|_| Error::Password)?;
    let opener = match (u16_at(&info, 0), u16_at(&info, 2)) {
        (Some(4), Some(4)) => Opener::Agile(Agile::of(info.get(8..).unwrap_or_default(), limits)?),
        (Some(2..=4), Some(2)) => Opener::Standard(standard(&info).ok_or(Error::Password)?),
        _ => return Err(Error::Password),
    };
    let sealed = file.stream("EncryptedPackage")?;
    let (size, sealed) = sealed.split_first_chunk::<8>().ok_or(Error::Damaged)?;
    let mut open = match &opener {
        Opener::Agile(agile) => agile.open(sealed),
        Opener::Standard(cipher) => ecb(cipher, sealed),
    };
    let size = usize::try_from(u64::from_le_bytes(*size)).map_err(|_| Error::Damaged)?;
    if open.len() < size {
        return Err(Error::Damaged);
    }
    open.truncate(size);
    Ok(open)
}

/// What opens a package.
enum Opener {
    Agile(Agile),
    Standard(Cipher),
}

/// A password as it is hashed: UTF-16, the lower byte first.
fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

// AES

/// AES with a key of one of its lengths.
enum Cipher {
    Short(Aes128),
    Middle(Aes192),
    Long(Aes256),
}

impl Cipher {
    fn of(key: &[u8]) -> Option<Self> {
        Some(match key.len() {
            16 => Self::Short(Aes128::new_from_slice(key).ok()?),
            24 => Self::Middle(Aes192::new_from_slice(key).ok()?),
            32 => Self::Long(Aes256::new_from_slice(key).ok()?),
            _ => return None,
        })
    }

    fn decrypt(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = Array::from(block);
        match self {
            Self::Short(cipher) => cipher.decrypt_block(&mut block),
            Self::Middle(cipher) => cipher.decrypt_block(&mut block),
            Self::Long(cipher) => cipher.decrypt_block(&mut block),
        }
        block.into()
    }
}

/// Blocks that are each encrypted alone.
fn ecb(cipher: &Cipher, sealed: &[u8]) -> Vec<u8> {
    sealed.as_chunks::<BLOCK>().0.iter().flat_map(|block| cipher.decrypt(*block)).collect()
}

/// Blocks that are each mixed with the one before.
fn cbc(cipher: &Cipher, start: [u8; BLOCK], sealed: &[u8], open: &mut Vec<u8>) {
    let mut before = start;
    for block in sealed.as_chunks::<BLOCK>().0 {
        let mixed = cipher.decrypt(*block);
        open.extend(mixed.iter().zip(before).map(|(byte, other)| byte ^ other));
        before = *block;
    }
}

// Packages of Office 2007

/// The cipher of a package that Office 2007 encrypted, if the default password is the right one.
fn standard(info: &[u8]) -> Option<Cipher> {
    let header = info.get(12..)?.get(..u32_at(info, 8)? as usize)?;
    let bits = u32_at(header, 16)?;
    let key_len = match u32_at(header, 8)? {
        0x660E => 16,
        0x660F => 24,
        0x6610 => 32,
        0 if bits % 8 == 0 => (bits / 8) as usize,
        _ => return None,
    };
    let verifier = info.get(12 + header.len()..)?;
    let salt = verifier.get(4..)?.get(..u32_at(verifier, 0)? as usize)?;
    let rest = verifier.get(4 + salt.len()..)?;
    let mut hash = Sha1::digest([salt, &utf16(DEFAULT)].concat());
    for round in 0..50_000_u32 {
        hash = Sha1::new().chain_update(round.to_le_bytes()).chain_update(hash).finalize();
    }
    let last = Sha1::new().chain_update(hash).chain_update([0; 4]).finalize();
    let half = |fill: u8| {
        let mut pad = [fill; 64];
        pad.iter_mut().zip(last).for_each(|(byte, other)| *byte ^= other);
        Sha1::digest(pad)
    };
    let key = [half(0x36), half(0x5C)].concat();
    let cipher = Cipher::of(key.get(..key_len)?)?;
    let said = ecb(&cipher, rest.get(20..52)?);
    (Sha1::digest(ecb(&cipher, rest.get(..16)?))[..] == said[..20]).then_some(cipher)
}

// Packages of Office 2010 and later

/// How a package of Office 2010 or later is encrypted.
struct Agile {
    key: Cipher,
    hash: Hash,
    salt: Vec<u8>,
}

/// A hash by its name in Office files.
#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "SHA1" | "SHA-1" => Self::Sha1,
            "SHA256" | "SHA-256" => Self::Sha256,
            "SHA384" | "SHA-384" => Self::Sha384,
            "SHA512" | "SHA-512" => Self::Sha512,
            _ => return None,
        })
    }

    fn hash(self, first: &[u8], second: &[u8]) -> Vec<u8> {
        fn of<D: Digest>(first: &[u8], second: &[u8]) -> Vec<u8> {
            D::new().chain_update(first).chain_update(second).finalize().to_vec()
        }
        match self {
            Self::Sha1 => of::<Sha1>(first, second),
            Self::Sha256 => of::<Sha256>(first, second),
            Self::Sha384 => of::<Sha384>(first, second),
            Self::Sha512 => of::<Sha512>(first, second),
        }
    }
}

/// As many bytes of a hash as are wanted; a hash that is too short is filled up.
fn fitted(mut hash: Vec<u8>, len: usize) -> Vec<u8> {
    hash.resize(len, 0x36);
    hash
}

/// Bytes of Base64, as attributes of Office files hold them.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for sign in text.bytes().filter(|sign| !sign.is_ascii_whitespace()) {
        let six = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xFF) as u8);
        }
    }
    Some(bytes)
}

/// What a tag says of a key.
struct Key {
    salt: Vec<u8>,
    hash: Hash,
    len: usize,
}

impl Key {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Error> {
        let said = |name| attribute(tag, name)?.ok_or(Error::Password);
        let bits: usize = said("keyBits")?.parse().map_err(|_| Error::Password)?;
        if said("cipherAlgorithm")? != "AES" || said("cipherChaining")? != "ChainingModeCBC" {
            return Err(Error::Password);
        }
        Ok(Self {
            salt: base64(&said("saltValue")?).ok_or(Error::Damaged)?,
            hash: Hash::of(&said("hashAlgorithm")?).ok_or(Error::Password)?,
            len: bits / 8,
        })
    }
}

impl Agile {
    /// Reads how a package is encrypted; an error unless the default password is the right one.
    fn of(xml: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::from_reader(xml);
        let (mut data, mut key) = (None, None);
        loop {
            match reader.read_event().map_err(|_| Error::Damaged)? {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "keyData" => data = Some(Key::of(&tag)?),
                    // A certificate may open it too, but only a password has this. One is enough, for each costs time.
                    "encryptedKey" if key.is_none() && attribute(&tag, "spinCount")?.is_some() => {
                        key = Some(secret(&tag, &Key::of(&tag)?, limits)?);
                    }
                    _ => {}
                },
                Event::Eof => break,
                Event::End(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_)
                | Event::GeneralRef(_) => {}
            }
        }
        let (Key { salt, hash, .. }, key) = data.zip(key).ok_or(Error::Password)?;
        Ok(Self { key: Cipher::of(&key).ok_or(Error::Password)?, hash, salt })
    }

    /// A package, which is encrypted in parts of 4,096 bytes.
    fn open(&self, sealed: &[u8]) -> Vec<u8> {
        let mut open = Vec::with_capacity(sealed.len());
        for (number, part) in (0_u32..).zip(sealed.chunks(4096)) {
            let start = fitted(self.hash.hash(&self.salt, &number.to_le_bytes()), BLOCK);
            cbc(&self.key, first_block(&start), part, &mut open);
        }
        open
    }
}

fn first_block(bytes: &[u8]) -> [u8; BLOCK] {
    let mut block = [0x36; BLOCK];
    block.iter_mut().zip(bytes).for_each(|(byte, other)| *byte = *other);
    block
}

/// The key of a package, which is itself encrypted with the password.
fn secret(tag: &BytesStart<'_>, key: &Key, limits: &Limits) -> Result<Vec<u8>, Error> {
    let said = |name| attribute(tag, name)?.ok_or(Error::Password);
    let rounds: u32 = said("spinCount")?.parse().map_err(|_| Error::Damaged)?;
    if !limits.hashes(rounds) {
        return Err(Error::Password);
    }
    let mut hash = key.hash.hash(&key.salt, &utf16(DEFAULT));
    for round in 0..rounds {
        hash = key.hash.hash(&round.to_le_bytes(), &hash);
    }
    let value = |name, purpose: [u8; 8]| -> Result<Vec<u8>, Error> {
        let cipher = Cipher::of(&fitted(key.hash.hash(&hash, &purpose), key.len)).ok_or(Error::Password)?;
        let mut open = Vec::new();
        cbc(&cipher, first_block(&key.salt), &base64(&said(name)?).ok_or(Error::Damaged)?, &mut open);
        Ok(open)
    };
    let proof = value("encryptedVerifierHashInput", [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79])?;
    let proved = value("encryptedVerifierHashValue", [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E])?;
    let wanted = key.hash.hash(proof.get(..key.salt.len()).unwrap_or(&proof), &[]);
    if !proved.starts_with(&wanted) {
        return Err(Error::Password);
    }
    let mut secret = value("encryptedKeyValue", [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6])?;
    secret.truncate(key.len);
    Ok(secret)
}

// XLS

/// How the records of an XLS are encrypted.
enum Veil {
    /// Excel 97: a hash of the password, and RC4.
    Rc4([u8; 5]),
    /// Excel 2002: a hash of the password, the length of a key, and RC4.
    Rc4OfSystem([u8; 20], usize),
    /// Excel 95, and later ones where they were told to: every byte is mixed with one of sixteen.
    Xor([u8; 16]),
}

/// The records of an XLS as they were before Excel encrypted them, where its default password opens them; `record` says how.
///
/// # Errors
///
/// When it has a password of somebody's own, or is encrypted in a way that is not known.
pub(super) fn records(stream: &[u8], record: &[u8]) -> Result<Vec<u8>, Error> {
    let veil = Veil::of(record).ok_or(Error::Password)?;
    let mut open = stream.to_vec();
    let mut at = 0;
    let mut mask = (usize::MAX, Vec::new());
    while let (Some(kind), Some(len)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let start = at + 4;
        let end = (start + usize::from(len)).min(stream.len());
        // Where a sheet begins can be read by anyone, and some records too.
        let open_bytes = match kind {
            0x0809 | 0x002F | 0x0194 | 0x0195 | 0x00E1 | 0x0196 | 0x0138 => end - start,
            0x0085 => usize::min(4, end - start),
            _ => 0,
        };
        for place in start + open_bytes..end {
            open[place] = match &veil {
                Veil::Xor(sixteen) => open[place].rotate_left(3) ^ sixteen[(end + place - start) % 16],
                veil @ (Veil::Rc4(_) | Veil::Rc4OfSystem(..)) => {
                    if mask.0 != place / RC4_PART {
                        mask = (place / RC4_PART, veil.mask(place / RC4_PART));
                    }
                    open[place] ^ mask.1[place % RC4_PART]
                }
            };
        }
        at = end;
    }
    Ok(open)
}

/// RC4 starts again with another key after this many bytes.
const RC4_PART: usize = 1024;

impl Veil {
    /// Reads how records are encrypted; `None` unless the default password is the right one.
    fn of(record: &[u8]) -> Option<Self> {
        if record.len() == 4 {
            return Self::xor(u16_at(record, 0)?, u16_at(record, 2)?);
        }
        match (u16_at(record, 0)?, u16_at(record, 2)?, u16_at(record, 4)?) {
            (0, key, proof) => Self::xor(key, proof),
            (1, 1, 1) => {
                let (salt, rest) = record.get(6..)?.split_at_checked(16)?;
                let hash = Md5::digest(utf16(DEFAULT));
                let hash = Md5::digest([&hash[..5], salt].concat().repeat(16));
                let veil = Self::Rc4(*hash.first_chunk()?);
                veil.proved(rest.get(..16)?, rest.get(16..32)?, |proof| Md5::digest(proof).to_vec())
            }
            (1, 2..=4, 2) => {
                let header = record.get(14..)?.get(..u32_at(record, 10)? as usize)?;
                let bits = u32_at(header, 16)?;
                let verifier = record.get(14 + header.len()..)?;
                let salt = verifier.get(4..20)?;
                let hash = Sha1::digest([salt, &utf16(DEFAULT)].concat());
                let len = if bits == 0 { 5 } else { (bits / 8) as usize };
                let veil = (5..=16).contains(&len).then_some(Self::Rc4OfSystem(hash.into(), len))?;
                veil.proved(verifier.get(20..36)?, verifier.get(40..60)?, |proof| Sha1::digest(proof).to_vec())
            }
            _ => None,
        }
    }

    /// Itself, if it opens a proof whose hash is the one it opens too.
    fn proved(self, proof: &[u8], hash: &[u8], hashed: impl Fn(&[u8]) -> Vec<u8>) -> Option<Self> {
        let mask = self.mask(0);
        let open: Vec<u8> = [proof, hash].concat().iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
        let (proof, hash) = open.split_at_checked(proof.len())?;
        (hashed(proof) == hash).then_some(self)
    }

    /// With what a part of the stream is mixed.
    fn mask(&self, part: usize) -> Vec<u8> {
        let number = u32::try_from(part).unwrap_or(u32::MAX).to_le_bytes();
        match self {
            Self::Rc4(hash) => rc4(&Md5::digest([&hash[..], &number].concat())),
            Self::Rc4OfSystem(hash, len) => {
                let mut key = Sha1::digest([&hash[..], &number].concat())[..*len].to_vec();
                if *len == 5 {
                    // 40 bits are filled up with zeros.
                    key.resize(16, 0);
                }
                rc4(&key)
            }
            Self::Xor(_) => vec![0; RC4_PART],
        }
    }

    /// The sixteen bytes that a key and the default password make, if the password proves right.
    fn xor(key: u16, proof: u16) -> Option<Self> {
        const PAD: [u8; 1] = [0xBB];
        let password = DEFAULT.as_bytes();
        let mut check = 0_u16;
        for byte in password.iter().rev().chain(&[password.len() as u8]) {
            check = ((check >> 14 & 1) | (check << 1 & 0x7FFF)) ^ u16::from(*byte);
        }
        if check ^ 0xCE4B != proof {
            return None;
        }
        let halves = key.to_le_bytes();
        let mut sixteen = [0; 16];
        let filled = password.iter().chain(&PAD);
        for (at, (byte, letter)) in sixteen.iter_mut().zip(filled).enumerate() {
            *byte = (letter ^ halves[at % 2]).rotate_left(2);
        }
        Some(Self::Xor(sixteen))
    }
}

/// The first bytes of RC4 with a key.
fn rc4(key: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|at| at as u8);
    let mut other = 0_u8;
    for at in 0..256 {
        other = other.wrapping_add(state[at]).wrapping_add(key[at % key.len()]);
        state.swap(at, usize::from(other));
    }
    let (mut one, mut other) = (0_u8, 0_u8);
    let mut bytes = Vec::with_capacity(RC4_PART);
    for _ in 0..RC4_PART {
        one = one.wrapping_add(1);
        other = other.wrapping_add(state[usize::from(one)]);
        state.swap(usize::from(one), usize::from(other));
        let sum = state[usize::from(one)].wrapping_add(state[usize::from(other)]);
        bytes.push(state[usize::from(sum)]);
    }
    bytes
}
