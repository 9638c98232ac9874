import { roundedRect, stroke, together, type Point, type Shape } from './icon-canvas.ts'

/** Letters of whole pixels: small digits that are drawn with smooth edges cannot be read. */
interface PixelFont {
  readonly heightPx: number
  readonly letters: Readonly<Record<string, string>>
}

const SMALL: PixelFont = {
  heightPx: 5,
  letters: {
    '0': '### #.# #.# #.# ###',
    '1': '.# ## .# .# .#',
    '2': '### ..# ### #.. ###',
    '3': '### ..# ### ..# ###',
    '4': '#.# #.# ### ..# ..#',
    '5': '### #.. ### ..# ###',
    '6': '### #.. ### #.# ###',
    '7': '### ..# ..# .#. .#.',
    '8': '### #.# ### #.# ###',
    '9': '### #.# ### ..# ###',
    '+': '... .#. ### .#. ...',
  },
}

const MIDDLE: PixelFont = {
  heightPx: 7,
  letters: {
    '0': '.##. #..# #..# #..# #..# #..# .##.',
    '1': '.# ## .# .# .# .# .#',
    '2': '.##. #..# ...# ..#. .#.. #... ####',
    '3': '.##. #..# ...# .##. ...# #..# .##.',
    '4': '#..# #..# #..# #### ...# ...# ...#',
    '5': '#### #... ###. ...# ...# #..# .##.',
    '6': '.##. #... #... ###. #..# #..# .##.',
    '7': '#### ...# ..#. ..#. .#.. .#.. .#..',
    '8': '.##. #..# #..# .##. #..# #..# .##.',
    '9': '.##. #..# #..# .### ...# ...# .##.',
    '+': '... ... .#. ### .#. ... ...',
  },
}

/** Lines of the large digits in a box of 1 by 2. */
const LARGE: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  '0': [[...arc(0.5, 0.5, 180, 360), ...arc(0.5, 1.5, 0, 180), [0, 0.5]]],
  '1': [
    [
      [0, 0.42],
      [0.5, 0],
      [0.5, 2],
    ],
  ],
  '2': [[...arc(0.5, 0.5, 180, 390), [0, 2], [1, 2]]],
  '3': [[...arc(0.47, 0.5, 200, 450, 0.47), ...arc(0.5, 1.47, -90, 160, 0.5, 0.53)]],
  '4': [
    [
      [0.74, 2],
      [0.74, 0],
      [0, 1.36],
      [1, 1.36],
    ],
  ],
  '5': [[[0.94, 0], [0.14, 0], [0.06, 0.9], ...arc(0.48, 1.36, -140, 150, 0.52, 0.64)]],
  '6': [[[0.78, 0], [0.12, 0.98], ...arc(0.5, 1.42, 210, 570, 0.5, 0.58)]],
  '7': [
    [
      [0, 0],
      [1, 0],
      [0.36, 2],
    ],
  ],
  '8': [arc(0.5, 0.47, 0, 360, 0.44, 0.47), arc(0.5, 1.47, 0, 360, 0.5, 0.53)],
  '9': [[[0.22, 2], [0.88, 1.02], ...arc(0.5, 0.58, 30, 390, 0.5, 0.58)]],
  '+': [
    [
      [0, 1.06],
      [0.9, 1.06],
    ],
    [
      [0.45, 0.61],
      [0.45, 1.51],
    ],
  ],
}

/** Points on an ellipse, angles in degrees clockwise from the right. */
function arc(centerX: number, centerY: number, from: number, to: number, radiusX = 0.5, radiusY = 0.5): Point[] {
  const steps = Math.ceil((to - from) / 18)
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180
    return [centerX + radiusX * Math.cos(angle), centerY + radiusY * Math.sin(angle)] as const
  })
}

/** A word of digits that is drawn with its upper left corner at a whole pixel. */
export interface DigitWord {
  readonly widthPx: number
  readonly heightPx: number
  at(left: number, top: number): Shape
}

/** Makes digits (and `+`) of about that height: on whole pixels while they are small, as lines when there is room. */
export function createDigitWord(text: string, wantedHeightPx: number): DigitWord {
  if (wantedHeightPx >= 10) return lineWord(text, Math.round(wantedHeightPx))
  return pixelWord(text, wantedHeightPx >= 7 ? MIDDLE : SMALL)
}

function pixelWord(text: string, { heightPx, letters }: PixelFont): DigitWord {
  const squares: (readonly [x: number, y: number])[] = []
  let x = 0
  for (const letter of text) {
    const rows = (letters[letter] ?? '').split(' ')
    rows.forEach((row, y) => {
      ;[...row].forEach((dot, column) => dot === '#' && squares.push([x + column, y]))
    })
    x += (rows[0] ?? '').length + 1
  }
  const at = (left: number, top: number): Shape =>
    together(...squares.map(([dx, dy]) => roundedRect(left + dx, top + dy, left + dx + 1, top + dy + 1, 0)))
  return { widthPx: x - 1, heightPx, at }
}

function lineWord(text: string, heightPx: number): DigitWord {
  const lineWidth = Math.max(1.9, heightPx * 0.17)
  const digitWidth = heightPx * 0.6
  const gap = heightPx * 0.14
  const widths = [...text].map((letter) => (letter === '1' ? digitWidth * 0.66 : digitWidth))
  const scaleX = digitWidth - lineWidth
  const scaleY = (heightPx - lineWidth) / 2
  const at = (left: number, top: number): Shape => {
    let x = left
    const shapes = [...text].flatMap((letter, index) => {
      const from = x
      x += (widths[index] as number) + gap
      return (LARGE[letter] ?? []).map((line) =>
        stroke(
          line.map(([px, py]): Point => [from + lineWidth / 2 + px * scaleX, top + lineWidth / 2 + py * scaleY]),
          lineWidth,
        ),
      )
    })
    return together(...shapes)
  }
  return { widthPx: widths.reduce((sum, width) => sum + width + gap, -gap), heightPx, at }
}
