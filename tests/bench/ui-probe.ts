/**
 * What is measured inside a page, ours or the reference: these texts run in the browser, so they know the two pages only
 * by their roles. "Painted" is the first task after the first frame that follows the change.
 */

/**
 * Promises the moment when the first row is painted, and when the answer with its data had begun to come, both from the
 * start of the navigation; before any script of the page. Over Electron's own channel the second one is not known.
 */
export const FIRST_ROW = `{
  const { fetch } = window
  let dataMs = null
  window.fetch = async (...given) => {
    const answer = await fetch(...given)
    const isData = String(given[1]?.body).includes('"rows":100') || String(given[0]).includes('rows.json')
    if (isData) dataMs ??= performance.now()
    return answer
  }
  window.benchFirstRow = new Promise((resolve) => {
    const look = () => {
      const cell = document.querySelector('[role=row]:not([aria-busy]) > * [role=gridcell], .row [role=gridcell]')
      if (!cell || cell.textContent === '') return requestAnimationFrame(look)
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve({ firstMs: performance.now(), dataMs })
        port2.postMessage(null)
      })
    }
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', look)
    else look()
  })
}`

/** Milliseconds from an action until what is shown has changed and is painted; NaN when nothing changes for ten seconds. */
export const ACT = `(act) => new Promise((resolve) => {
  const scroller = document.querySelector('[role=grid], [role=treegrid], [data-scroller]')
  const shown = () => {
    const rows = [...scroller.querySelectorAll('[data-slot]:not([hidden])')]
    const first = rows.length > 0
      ? rows.reduce((a, b) => (Number(a.getAttribute('aria-rowindex')) < Number(b.getAttribute('aria-rowindex')) ? a : b))
      : scroller.querySelector('.row')
    return [scroller.getAttribute('aria-rowcount') ?? scroller.dataset.total, first?.textContent].join('|')
  }
  const before = shown()
  let startMs = 0
  setTimeout(() => resolve(NaN), 10_000)
  const observer = new MutationObserver(() => {
    if (scroller.getAttribute('aria-busy') === 'true' || shown() === before) return
    observer.disconnect()
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now() - startMs)
      port2.postMessage(null)
    })
  })
  observer.observe(scroller, { subtree: true, childList: true, attributes: true, characterData: true })
  startMs = performance.now()
  if (act.kind === 'go') location.hash = act.hash
  else if (act.kind === 'click') document.querySelectorAll(act.selector)[act.index ?? 0].click()
  else {
    const input = document.querySelector(act.selector)
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
    set.call(input, act.text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
})`

/** Scrolls so many rows in so many frames; answers the times between frames. */
export const SCROLL = `({ rows, frames }) => new Promise((resolve) => {
  const scroller = document.querySelector('[role=grid], [role=treegrid], [data-scroller]')
  const stepPx = (rows * 28) / frames
  const times = []
  let last = 0
  let waiting = 0
  const step = (now) => {
    if (last > 0) times.push(now - last)
    last = now
    if (scroller.querySelectorAll('[role=row][aria-busy]:not([hidden])').length > 0) waiting += 1
    scroller.scrollTop = Math.round((times.length + 1) * stepPx)
    if (times.length < frames) requestAnimationFrame(step)
    else resolve({ times, waiting })
  }
  requestAnimationFrame(step)
})`

/**
 * Milliseconds from an action until something is there, or is gone, or says something else (\`changed\`) and is no longer
 * busy, and is painted; NaN when that takes over ten seconds.
 */
export const REACH = `(act) => new Promise((resolve) => {
  const said = () => document.querySelector(act.changed)?.textContent
  const before = act.changed && said()
  const isReached = () => {
    if (act.changed && (said() === before || document.querySelector('main [aria-busy=true]:not([hidden])'))) return false
    return (document.querySelector(act.until) !== null) !== (act.isGone ?? false)
  }
  let startMs = 0
  const timer = setTimeout(() => { observer.disconnect(); resolve(NaN) }, 10_000)
  const observer = new MutationObserver(() => {
    if (!isReached()) return
    observer.disconnect()
    clearTimeout(timer)
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now() - startMs)
      port2.postMessage(null)
    })
  })
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  startMs = performance.now()
  if (act.kind === 'go') location.hash = act.hash
  else if (act.kind === 'click') document.querySelectorAll(act.selector)[act.index ?? 0].click()
  else if (act.kind === 'key') {
    const grid = document.querySelector('[role=grid], [role=treegrid]')
    for (let count = 0; count < (act.times ?? 1); count += 1) {
      grid.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...act.key }))
    }
  } else {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', act.text)
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }
})`
