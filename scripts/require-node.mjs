/** Oldest Node on which the sources run: it strips types, and better-sqlite3 crashes on Node 20 instead of failing. */
const MIN_MAJOR = 24

/** Ends the process with one clear line when Node is too old. */
export function requireNode(what) {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= MIN_MAJOR) return
  process.stderr.write(
    `${what}: needs Node ${MIN_MAJOR}, but this is ${process.version}. ` +
      'Run it through npm (npm start, npm run cli -- …) after "npm install", which brings Node 24 along.\n',
  )
  process.exit(1)
}
