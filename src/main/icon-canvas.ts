/** Distance of a point (pixels, y downwards) to the edge of a shape: negative inside. */
export type Shape = (x: number, y: number) => number

export type Point = readonly [x: number, y: number]

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** A square bitmap on which shapes are painted with smooth edges, one over the other. */
export interface IconCanvas {
  readonly sizePx: number
  paint(shape: Shape, color: Rgb): void
  /** Makes what lies under the shape transparent. */
  erase(shape: Shape): void
  /** Blue, green, red, alpha; colours multiplied by alpha. */
  toBgra(): Uint8Array
}

/** Creates an empty, wholly transparent canvas. */
export function createIconCanvas(sizePx: number): IconCanvas {
  // Premultiplied, as floats: many layers must not add up rounding.
  const pixels = new Float64Array(sizePx * sizePx * 4)
  /** Carries out `blend` for every pixel with the share of it that the shape covers. */
  function cover(shape: Shape, blend: (offset: number, share: number) => void): void {
    for (let y = 0; y < sizePx; y += 1) {
      for (let x = 0; x < sizePx; x += 1) {
        const share = Math.min(1, Math.max(0, 0.5 - shape(x + 0.5, y + 0.5)))
        if (share > 0) blend((y * sizePx + x) * 4, share)
      }
    }
  }
  return {
    sizePx,
    paint(shape, [red, green, blue]) {
      const source = [blue / 255, green / 255, red / 255, 1] as const
      cover(shape, (offset, share) => {
        source.forEach((value, channel) => {
          const at = offset + channel
          pixels[at] = value * share + (pixels[at] as number) * (1 - share)
        })
      })
    },
    erase(shape) {
      cover(shape, (offset, share) => {
        for (let at = offset; at < offset + 4; at += 1) pixels[at] = (pixels[at] as number) * (1 - share)
      })
    },
    toBgra: () => Uint8Array.from(pixels, (value) => Math.round(value * 255)),
  }
}

/** A rectangle from (left, top) to (right, bottom) with round corners. */
export function roundedRect(left: number, top: number, right: number, bottom: number, radius: number): Shape {
  const [centerX, centerY] = [(left + right) / 2, (top + bottom) / 2]
  const most = Math.min(radius, (right - left) / 2, (bottom - top) / 2)
  const [halfWidth, halfHeight] = [(right - left) / 2 - most, (bottom - top) / 2 - most]
  return (x, y) => {
    const [dx, dy] = [Math.abs(x - centerX) - halfWidth, Math.abs(y - centerY) - halfHeight]
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - most
  }
}

/** A line through the points with round ends and joints. */
export function stroke(points: readonly Point[], width: number): Shape {
  const segments = points.slice(1).map((to, index) => toSegment(points[index] as Point, to))
  return (x, y) => {
    let nearest = Infinity
    for (const distance of segments) nearest = Math.min(nearest, distance(x, y))
    return nearest - width / 2
  }
}

function toSegment([fromX, fromY]: Point, [toX, toY]: Point): Shape {
  const [dx, dy] = [toX - fromX, toY - fromY]
  const length2 = dx * dx + dy * dy
  return (x, y) => {
    const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / length2))
    return Math.hypot(x - fromX - along * dx, y - fromY - along * dy)
  }
}

/** A triangle given clockwise on the screen, its corners rounded outwards by `radius`. */
export function triangle(corners: readonly [Point, Point, Point], radius: number): Shape {
  const [a, b, c] = corners
  const edges = [toSegment(a, b), toSegment(b, c), toSegment(c, a)]
  const isLeft = ([fromX, fromY]: Point, [toX, toY]: Point, x: number, y: number): boolean =>
    (toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX) >= 0
  return (x, y) => {
    const isInside = isLeft(a, b, x, y) && isLeft(b, c, x, y) && isLeft(c, a, x, y)
    const nearest = Math.min(...edges.map((distance) => distance(x, y)))
    return (isInside ? -nearest : nearest) - radius
  }
}

/** The shape grown by so many pixels on all sides. */
export function grown(shape: Shape, byPx: number): Shape {
  return (x, y) => shape(x, y) - byPx
}

/** All of these shapes as one. */
export function together(...shapes: readonly Shape[]): Shape {
  return (x, y) => Math.min(...shapes.map((shape) => shape(x, y)))
}
