//! The shapes of states and counties, as shipped next to this file; read when first asked for.

use std::sync::LazyLock;

/// Shapes whose borders are shared, on a grid of whole numbers.
pub(super) struct Atlas {
    /// Steps of the grid to a pixel, of a nation 975 pixels wide and 610 high.
    pub(super) grid: i32,
    borders: Vec<Vec<(i32, i32)>>,
    shapes: Vec<Shape>,
}

/// The shape of one state or county.
pub(super) struct Shape {
    /// Two digits, or five.
    pub(super) id: &'static str,
    /// Where its label is: well inside.
    pub(super) at: (i32, i32),
    /// How far it is from there to the nearest border.
    pub(super) room: i32,
    rings: Vec<Vec<i32>>,
}

static STATES: LazyLock<Atlas> = LazyLock::new(|| Atlas::read(include_str!("shapes/states.txt"), 4));
static COUNTIES: LazyLock<Atlas> = LazyLock::new(|| Atlas::read(include_str!("shapes/counties.txt"), 25));

/// Counties that changed their code and kept their borders: the new code, by the other.
const RENAMED: [(&str, &str); 3] = [("02270", "02158"), ("12025", "12086"), ("46113", "46102")];

/// The numbers of a line: digits of five bits, the lowest first, the sign in the lowest bit.
fn numbers(text: &str) -> Vec<i32> {
    let mut numbers = Vec::new();
    let (mut sum, mut shift) = (0_u32, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            _ => 63,
        };
        sum |= u32::from(digit & 31) << shift;
        if digit < 32 {
            let half = i32::try_from(sum >> 1).unwrap_or(i32::MAX);
            numbers.push(if sum & 1 == 1 { -half - 1 } else { half });
            (sum, shift) = (0, 0);
        } else {
            shift = (shift + 5).min(25);
        }
    }
    numbers
}

impl Atlas {
    pub(super) fn states() -> &'static Self {
        &STATES
    }

    pub(super) fn counties() -> &'static Self {
        &COUNTIES
    }

    fn read(text: &'static str, grid: i32) -> Self {
        let (borders, shapes) = text.split_once("\n\n").unwrap_or((text, ""));
        let border = |line: &str| {
            let mut at = (0, 0);
            let steps = numbers(line);
            steps
                .chunks_exact(2)
                .map(|step| {
                    at = (at.0 + step[0], at.1 + step[1]);
                    at
                })
                .collect()
        };
        let ring = |text: &str| {
            let mut last = 0;
            let next = |step: i32| {
                last += step;
                last
            };
            numbers(text).into_iter().map(next).collect()
        };
        let shape = |line: &'static str| {
            let mut words = line.split(' ');
            let (id, label) = (words.next()?, numbers(words.next()?));
            let [x, y, room] = *label.as_slice() else { return None };
            Some(Shape { id, at: (x, y), room, rings: words.map(ring).collect() })
        };
        Self {
            grid,
            borders: borders.lines().filter(|line| !line.starts_with('#')).map(border).collect(),
            shapes: shapes.lines().filter_map(shape).collect(),
        }
    }

    pub(super) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    pub(super) fn shape(&self, id: &str) -> Option<&Shape> {
        let of = |id: &str| self.shapes.binary_search_by(|shape| shape.id.cmp(id)).ok().map(|at| &self.shapes[at]);
        of(id).or_else(|| RENAMED.iter().find(|(old, _)| *old == id).and_then(|(_, new)| of(new)))
    }

    /// The points of each ring of a shape, without the one that closes it.
    fn points(&self, shape: &Shape) -> Vec<Vec<(i32, i32)>> {
        let border = |at: &i32| {
            let (at, backwards) = if *at < 0 { (!at, true) } else { (*at, false) };
            let border = usize::try_from(at).ok().and_then(|at| self.borders.get(at));
            let mut points = border.cloned().unwrap_or_default();
            if backwards {
                points.reverse();
            }
            // The next border begins where this one ends.
            points.pop();
            points
        };
        shape.rings.iter().map(|ring| ring.iter().flat_map(border).collect()).collect()
    }

    /// The outline of a shape, as the `d` of a path.
    pub(super) fn path(&self, shape: &Shape) -> String {
        let mut path = String::new();
        for ring in self.points(shape) {
            let mut last: Option<(i32, i32)> = None;
            for (x, y) in ring {
                match last {
                    None => path.push_str(&format!("M{x} {y}l")),
                    Some((before_x, before_y)) => {
                        let (dx, dy) = (x - before_x, y - before_y);
                        let first = if path.ends_with('l') || dx < 0 { "" } else { " " };
                        path.push_str(&format!("{first}{dx}{}{dy}", if dy < 0 { "" } else { " " }));
                    }
                }
                last = Some((x, y));
            }
            path.push('z');
        }
        path
    }

    /// The box around some shapes: left, top, right, bottom.
    pub(super) fn bounds<'a>(&self, shapes: impl Iterator<Item = &'a Shape>) -> Option<[i32; 4]> {
        let points = shapes.flat_map(|shape| self.points(shape).into_iter().flatten());
        points.fold(None, |around, (x, y)| {
            let [left, top, right, bottom] = around.unwrap_or([x, y, x, y]);
            Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
        })
    }
}
