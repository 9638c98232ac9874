/** Waits for a child that does this process's work; a signal for us is a signal for it (Ctrl-C in a terminal reaches both). */
export function ended(child) {
  const pass = (signal) => child.kill(signal)
  const wait = () => {}
  process.on('SIGINT', wait)
  process.on('SIGTERM', pass)
  process.on('SIGHUP', pass)
  return new Promise((resolve) => {
    const settle = (result) => {
      process.off('SIGINT', wait)
      process.off('SIGTERM', pass)
      process.off('SIGHUP', pass)
      resolve(result)
    }
    child.once('error', (error) => settle({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => settle({ code, signal, error: null }))
  })
}
