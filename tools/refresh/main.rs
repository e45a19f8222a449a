//! Takes newer files of public sources and rewrites the reference tables.
mod systems;
fn main() -> Result<(), String> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let (rows, left) = systems::rows(&systems::from_csv(&text)?, "2026-08-22")?;
    let mut out = csv::Writer::from_path("rules/reference/operating-systems.csv").map_err(|e| e.to_string())?;
    out.write_record(systems::HEADER).map_err(|e| e.to_string())?;
    for row in &rows {
        out.write_record(row).map_err(|e| e.to_string())?;
    }
    out.flush().map_err(|e| e.to_string())?;
    eprintln!("{} rows; left out {left:?}", rows.len());
    Ok(())
}
