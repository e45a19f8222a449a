//! Workbooks that are encrypted: those with Excel's own password are read, all others are not.

use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256};
use md5::Md5;
use pollworthy::workbook::read;
use sha1::Sha1;
use sha2::{Digest, Sha512};

use crate::support::folder::Folder;
use crate::support::office::{compound, record, xlsx};

const OWN: &str = "VelvetSweatshop";
const PASSWORD: &str = "has a password. Ask for a copy without.";

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().chain(&[0, 0]).take(3).fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        for place in 0..4 {
            let sign = char::from(SIGNS[(bits >> (18 - 6 * place) & 63) as usize]);
            text.push(if place <= three.len() { sign } else { '=' });
        }
    }
    text
}

// Packages

/// Blocks, each mixed with the one before; what is missing of the last is zero.
fn cbc(key: &[u8], start: &[u8], plain: &[u8]) -> Vec<u8> {
    let cipher = Aes256::new_from_slice(key).unwrap();
    let mut before: [u8; 16] = start[..16].try_into().unwrap();
    let mut sealed = Vec::new();
    for block in plain.chunks(16) {
        for (byte, other) in before.iter_mut().zip(block) {
            *byte ^= other;
        }
        let mut block = Array::from(before);
        cipher.encrypt_block(&mut block);
        before = block.into();
        sealed.extend(before);
    }
    sealed
}

/// A package as Office 2010 and later encrypt it.
pub(crate) fn agile(password: &str, rounds: u32, package: &[u8]) -> Vec<u8> {
    agile_saying(password, (rounds, rounds), package)
}

/// The same, where the password is said to be hashed so many times, and was hashed others.
fn agile_saying(password: &str, (said, rounds): (u32, u32), package: &[u8]) -> Vec<u8> {
    let (salt, salt_of_data, secret, proof) = ([7_u8; 16], [9_u8; 16], [11_u8; 32], [13_u8; 16]);
    let mut hash = Sha512::digest([&salt[..], &utf16(password)].concat());
    for round in 0..rounds {
        hash = Sha512::digest([&round.to_le_bytes()[..], &hash].concat());
    }
    let sealed = |purpose: [u8; 8], plain: &[u8]| {
        let key = Sha512::digest([&hash[..], &purpose].concat());
        base64(&cbc(&key[..32], &salt, plain))
    };
    let input = sealed([0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], &proof);
    let value = sealed([0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], &Sha512::digest(proof));
    let key = sealed([0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], &secret);
    let kind = "saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" cipherAlgorithm=\"AES\" \
                cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\"";
    let info = format!(
        "<?xml version=\"1.0\"?><encryption xmlns=\"e\" xmlns:p=\"p\"><keyData {kind} saltValue=\"{}\"/><keyEncryptors><keyEncryptor>\
         <p:encryptedKey spinCount=\"{said}\" {kind} saltValue=\"{}\" encryptedVerifierHashInput=\"{input}\" \
         encryptedVerifierHashValue=\"{value}\" encryptedKeyValue=\"{key}\"/></keyEncryptor></keyEncryptors></encryption>",
        base64(&salt_of_data),
        base64(&salt),
    );
    let info = [&[4, 0, 4, 0, 0x40, 0, 0, 0][..], info.as_bytes()].concat();
    let mut sealed = (package.len() as u64).to_le_bytes().to_vec();
    for (number, part) in (0_u32..).zip(package.chunks(4096)) {
        let start = Sha512::digest([&salt_of_data[..], &number.to_le_bytes()].concat());
        sealed.extend(cbc(&secret, &start, part));
    }
    compound(&[("EncryptionInfo", &info), ("EncryptedPackage", &sealed)])
}

/// A package as Office 2007 encrypts it.
fn standard(password: &str, package: &[u8]) -> Vec<u8> {
    let (salt, proof) = ([7_u8; 16], [13_u8; 16]);
    let mut hash = Sha1::digest([&salt[..], &utf16(password)].concat());
    for round in 0..50_000_u32 {
        hash = Sha1::digest([&round.to_le_bytes()[..], &hash].concat());
    }
    let hash = Sha1::digest([&hash[..], &[0; 4]].concat());
    let mut pad = [0x36_u8; 64];
    pad.iter_mut().zip(hash).for_each(|(byte, other)| *byte ^= other);
    let key = Sha1::digest(pad);
    let cipher = Aes128::new_from_slice(&key[..16]).unwrap();
    let seal = |plain: &[u8]| -> Vec<u8> {
        let seal = |block: &[u8]| {
            let mut whole = [0; 16];
            whole[..block.len()].copy_from_slice(block);
            let mut block = Array::from(whole);
            cipher.encrypt_block(&mut block);
            <[u8; 16]>::from(block)
        };
        plain.chunks(16).flat_map(seal).collect()
    };
    let header = [0x24_u32, 0, 0x660E, 0x8004, 128, 24, 0, 0].map(u32::to_le_bytes).concat();
    let info = [
        &[4, 0, 2, 0, 0x24, 0, 0, 0][..],
        &(header.len() as u32).to_le_bytes(),
        &header,
        &16_u32.to_le_bytes(),
        &salt,
        &seal(&proof),
        &20_u32.to_le_bytes(),
        &seal(&[&Sha1::digest(proof)[..], &[0; 12]].concat()),
    ]
    .concat();
    let sealed = [&(package.len() as u64).to_le_bytes()[..], &seal(package)].concat();
    compound(&[("EncryptionInfo", &info), ("EncryptedPackage", &sealed)])
}

fn package() -> Vec<u8> {
    let rows: String = (0..2_000).map(|row| format!("<row><c><v>{}</v></c></row>", row * 7_919 % 10_007)).collect();
    xlsx(&rows)
}

#[test]
fn a_package_with_excels_own_password_is_read() {
    let plain = package();
    assert!(plain.len() > 4_096, "more than one part of it is encrypted: {}", plain.len());
    let wanted = read(&plain).unwrap();
    assert!(!wanted.had_default_password);
    for sealed in [agile(OWN, 10, &plain), agile(OWN, 0, &plain), standard(OWN, &plain)] {
        let opened = read(&sealed).unwrap();
        assert_eq!((opened.tabs, opened.had_default_password), (wanted.tabs.clone(), true));
    }
}

#[test]
fn any_other_password_is_asked_for() {
    let plain = package();
    for sealed in [agile("secret", 10, &plain), standard("secret", &plain), agile("velvetsweatshop", 10, &plain)] {
        assert_eq!(read(&sealed).unwrap_err().to_string(), PASSWORD);
    }
    // What would take hours to try is not tried.
    assert_eq!(read(&agile_saying(OWN, (2_000_000_000, 10), &plain)).unwrap_err().to_string(), PASSWORD);
    let other = compound(&[("EncryptionInfo", &[3, 0, 3, 0]), ("EncryptedPackage", b"x")]);
    assert_eq!(read(&other).unwrap_err().to_string(), PASSWORD);
}

#[test]
fn a_package_that_is_cut_is_damage() {
    let whole = standard(OWN, &package());
    let mut longer = whole.clone();
    let at = longer.windows(8).position(|bytes| bytes == (package().len() as u64).to_le_bytes()).unwrap();
    longer[at + 3] = 1;
    assert_eq!(read(&longer).unwrap_err().to_string(), "damaged. Open it in Excel and save again.");
    assert!(read(&whole).is_ok());
}

// XLS

fn rc4(key: &[u8], len: usize) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut other = 0_usize;
    for at in 0..256 {
        other = (other + usize::from(state[at]) + usize::from(key[at % key.len()])) % 256;
        state.swap(at, other);
    }
    let (mut one, mut other) = (0_usize, 0_usize);
    let mut next = || {
        one = (one + 1) % 256;
        other = (other + usize::from(state[one])) % 256;
        state.swap(one, other);
        state[(usize::from(state[one]) + usize::from(state[other])) % 256]
    };
    (0..len).map(|_| next()).collect()
}

#[test]
fn rc4_is_rc4() {
    // The vectors of RFC 6229, keys 0x0102030405 and of sixteen bytes.
    assert_eq!(rc4(&[1, 2, 3, 4, 5], 4), [0xB2, 0x39, 0x63, 0x05]);
    let key: Vec<u8> = (1..=16).collect();
    assert_eq!(rc4(&key, 4), [0x9A, 0xC7, 0xCC, 0x9A]);
}

/// How the records of an XLS are encrypted.
enum Veil {
    Rc4,
    Rc4OfSystem(u32),
    Xor,
}

/// A stream of records with a record that says how it is encrypted, and the records that anyone may read left as they are.
fn sealed(veil: &Veil, password: &str, version: u8) -> Vec<u8> {
    let (salt, proof) = ([7_u8; 16], [13_u8; 16]);
    let key = |part: u32| match veil {
        Veil::Rc4 => {
            let hash = Md5::digest(utf16(password));
            let hash = Md5::digest([&hash[..5], &salt].concat().repeat(16));
            Md5::digest([&hash[..5], &part.to_le_bytes()].concat()).to_vec()
        }
        Veil::Rc4OfSystem(bits) => {
            let hash = Sha1::digest([&salt[..], &utf16(password)].concat());
            let mut key = Sha1::digest([&hash[..], &part.to_le_bytes()].concat())[..(*bits / 8) as usize].to_vec();
            key.resize(key.len().max(16), 0);
            key
        }
        Veil::Xor => vec![0],
    };
    let mixed = |plain: Vec<u8>| -> Vec<u8> {
        let mask = rc4(&key(0), plain.len());
        plain.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect()
    };
    let letters = password.as_bytes();
    let (half, other) = (0x4A_u8, 0x51_u8);
    let sixteen: Vec<u8> = (0..16)
        .map(|at| (letters.get(at).copied().unwrap_or(0xBB) ^ if at % 2 == 0 { half } else { other }).rotate_left(2))
        .collect();
    let proved = letters
        .iter()
        .rev()
        .chain(&[letters.len() as u8])
        .fold(0_u16, |proof, letter| ((proof >> 14 & 1) | (proof << 1 & 0x7FFF)) ^ u16::from(*letter))
        ^ 0xCE4B;
    let pass = match veil {
        Veil::Rc4 => {
            let proofs = mixed([&proof[..], &Md5::digest(proof)].concat());
            [&[1, 0, 1, 0, 1, 0][..], &salt, &proofs].concat()
        }
        Veil::Rc4OfSystem(bits) => {
            let header = [4, 0, 0x6801, 0x8004, *bits, 1, 0, 0].map(u32::to_le_bytes).concat();
            let proofs = mixed([&proof[..], &Sha1::digest(proof)].concat());
            let front = [&[1, 0, 2, 0, 2, 0, 4, 0, 0, 0][..], &(header.len() as u32).to_le_bytes(), &header].concat();
            [&front[..], &16_u32.to_le_bytes(), &salt, &proofs[..16], &20_u32.to_le_bytes(), &proofs[16..]].concat()
        }
        Veil::Xor if version == 5 => [&[half, other][..], &proved.to_le_bytes()].concat(),
        Veil::Xor => [&[0, 0, half, other][..], &proved.to_le_bytes()].concat(),
    };
    let begin = record(0x0809, &[0, version, 5, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let name = if version == 5 { b"\x03One".to_vec() } else { b"\x03\0One".to_vec() };
    let front = [begin.clone(), record(0x002F, &pass)].concat();
    let at = (front.len() + 10 + name.len() + end.len()) as u32;
    let sheet = record(0x0085, &[&at.to_le_bytes()[..], &[0, 0], &name].concat());
    let cells: Vec<u8> = (0..400_u16)
        .flat_map(|row| record(0x027E, &[&row.to_le_bytes()[..], &[0, 0, 0, 0, 0x1A, 0, 0, 0]].concat()))
        .collect();
    let mut stream = [front, sheet, end.clone(), begin, cells, end].concat();
    let plain = stream.clone();
    let masks: Vec<u8> = (0..=(stream.len() / 1024) as u32).flat_map(|part| rc4(&key(part), 1024)).collect();
    let mut at = 0;
    while at < plain.len() {
        let len = usize::from(u16::from_le_bytes([plain[at + 2], plain[at + 3]]));
        let (start, end) = (at + 4, at + 4 + len);
        let open = match plain[at] {
            0x09 | 0x2F => len,
            0x85 => 4,
            _ => 0,
        };
        for place in start + open..end {
            stream[place] = match veil {
                Veil::Xor => (stream[place] ^ sixteen[(end + place - start) % 16]).rotate_right(3),
                _ => stream[place] ^ masks[place],
            };
        }
        at = end;
    }
    compound(&[(if version == 5 { "Book" } else { "Workbook" }, &stream)])
}

#[test]
fn an_xls_with_excels_own_password_is_read() {
    for (veil, version) in
        [(Veil::Rc4, 6), (Veil::Rc4OfSystem(128), 6), (Veil::Rc4OfSystem(40), 6), (Veil::Xor, 6), (Veil::Xor, 5)]
    {
        let opened = read(&sealed(&veil, OWN, version)).unwrap();
        assert!(opened.had_default_password);
        assert_eq!((&*opened.tabs[0].name, opened.tabs[0].rows), ("One", 400));
        assert_eq!(opened.tabs[0].text, "6\n".repeat(400).into_bytes());
        assert_eq!(read(&sealed(&veil, "secret", version)).unwrap_err().to_string(), PASSWORD);
    }
}

#[test]
fn a_workbook_with_excels_own_password_is_reported() {
    let rows = "<row><c t=\"str\"><v>Asset ID</v></c><c t=\"str\"><v>County</v></c><c t=\"str\"><v>Equipment Type</v></c></row>\
                <row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>39001</v></c><c t=\"str\"><v>DRE</v></c></row>";
    let told = Folder::of("equipment.xlsx", agile(OWN, 10, &xlsx(rows))).read();
    assert_eq!(told.column("equipment_type"), ["dre"]);
    told.says(
        "here/equipment.xlsx: notice: is encrypted with Excel's default password, as workbooks are that are only protected against changes; it was read anyway",
    );
    Folder::of("equipment.xlsx", agile("secret", 10, &xlsx(rows)))
        .read()
        .says(&format!("here/equipment.xlsx: error: {PASSWORD}"));
}
