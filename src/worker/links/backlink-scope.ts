/** Knows where in a document a reader is: inside of SVG or MathML, where other rules hold, and inside of inert parts. */
export interface MarkupScope {
  open(name: string, isSelfClosing: boolean): void
  close(name: string): void
  /** True where elements are SVG's or MathML's. */
  readonly isForeign: boolean
  /** True inside of elements whose content is no part of the page. */
  readonly isInert: boolean
}

const SVG_INTEGRATION = new Set(['foreignobject', 'desc', 'title'])
const MATH_INTEGRATION = new Set(['mi', 'mo', 'mn', 'ms', 'mtext', 'annotation-xml'])
/** Elements that end SVG and MathML around them (HTML standard, 13.2.6.5). */
const BREAKOUT = new Set(
  (
    'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta ' +
    'nobr ol p pre ruby s small span strong strike sub sup table tt u ul var'
  ).split(' '),
)
/** In XML nothing but the element's name says that its content is not to be shown. */
const XML_INERT = new Set(
  'script style template textarea title noscript iframe noembed noframes xmp plaintext'.split(' '),
)

/**
 * Creates the scope of an HTML document. It keeps the few elements that matter, and finds out without searching whether one
 * is open: a page of nothing but nested elements must not cost more than its length.
 */
export function createHtmlScope(): MarkupScope {
  // Each template has a level of its own: an end tag reaches nothing outside of it.
  const levels: Level[] = []
  let level = createLevel()
  const isForeign = () => level.names.at(-1) === 'svg' || level.names.at(-1) === 'math'
  const integration = () => (level.names.at(-1) === 'svg' ? SVG_INTEGRATION : MATH_INTEGRATION)

  return {
    open(name, isSelfClosing) {
      const isForeignRoot = name === 'svg' || name === 'math'
      if (isForeign() && BREAKOUT.has(name)) while (isForeign()) pop(level)
      else if (isForeign()) {
        if (!isSelfClosing && (isForeignRoot || integration().has(name))) push(level, name)
      } else if (name === 'template') {
        levels.push(level)
        level = createLevel()
      } else if (isForeignRoot && !isSelfClosing) push(level, name)
    },
    close(name) {
      if (name === 'template') {
        level = levels.pop() ?? level
        return
      }
      if (name === 'p' || name === 'br') while (isForeign()) pop(level)
      const count = level.counts.get(name) ?? 0
      if (count === 0) return
      while (level.counts.get(name) === count) pop(level)
    },
    get isForeign() {
      return isForeign()
    },
    get isInert() {
      return levels.length > 0
    },
  }
}

/** The open elements that matter, with how many there are of each name. */
interface Level {
  readonly names: string[]
  readonly counts: Map<string, number>
}

function createLevel(): Level {
  return { names: [], counts: new Map() }
}

function push(level: Level, name: string): void {
  level.names.push(name)
  level.counts.set(name, (level.counts.get(name) ?? 0) + 1)
}

function pop(level: Level): void {
  const name = level.names.pop()
  if (name !== undefined) level.counts.set(name, (level.counts.get(name) ?? 0) - 1)
}

/** Creates the scope of an XHTML document, which is what its tags say it is. */
export function createXmlScope(): MarkupScope {
  const names: string[] = []
  return {
    open(name, isSelfClosing) {
      if (!isSelfClosing && (names.length === 0 ? XML_INERT.has(name) : name === names[0])) names.push(name)
    },
    close(name) {
      if (name === names[0]) names.pop()
    },
    isForeign: false,
    get isInert() {
      return names.length > 0
    },
  }
}
