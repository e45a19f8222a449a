//! Takes newer files of public sources and rewrites the reference tables.
mod systems;
fn main() -> Result<(), String> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let old = std::fs::read_to_string("rules/reference/operating-systems.csv").map_err(|e| e.to_string())?;
    let mut kept: Vec<systems::Row> = Vec::new();
    for record in csv::Reader::from_reader(old.as_bytes()).records() {
        let record = record.map_err(|e| e.to_string())?;
        if !record[8].starts_with("endoflife.date") {
            kept.push(std::array::from_fn(|at| record[at].to_owned()));
        }
    }
    let (mut rows, left) = systems::rows(&systems::from_csv(&text)?, "2026-08-22")?;
    rows.extend(kept);
    let mut out = csv::Writer::from_path("rules/reference/operating-systems.csv").map_err(|e| e.to_string())?;
    out.write_record(systems::HEADER).map_err(|e| e.to_string())?;
    for row in &rows {
        out.write_record(row).map_err(|e| e.to_string())?;
    }
    out.flush().map_err(|e| e.to_string())?;
    eprintln!("{} rows; left out {left:?}", rows.len());
    Ok(())
}
