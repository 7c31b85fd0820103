//! The story of each page by dom_smoothie: `page FOLDER TURNS`. Prints the processor seconds, each page's in its best turn after one
//! that is not measured, and how many characters of story there were.

use dom_smoothie::Readability;
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let mut files: Vec<_> =
        std::fs::read_dir(&arguments[1])?.map(|file| file.map(|f| f.path())).collect::<Result<_, _>>()?;
    files.sort();
    let pages: Vec<String> = files.iter().map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    let (mut least, mut found) = (vec![Duration::MAX; pages.len()], 0);
    for turn in 0..=arguments[2].parse::<usize>()? {
        found = 0;
        for (page, least) in pages.iter().zip(&mut least) {
            let start = cpu_time::ProcessTime::now();
            let story = Readability::new(page.as_str(), None, None).and_then(|mut reader| reader.parse());
            found += story.map_or(0, |story| story.text_content.chars().count());
            if turn > 0 {
                *least = (*least).min(start.elapsed());
            }
        }
    }
    let least: Duration = least.iter().sum();
    println!("{{\"seconds\": {}, \"found\": {found}}}", least.as_secs_f64());
    Ok(())
}
