import picocolors from 'picocolors'
import type { Stream } from './io.ts'

export type Colors = ReturnType<typeof picocolors.createColors>

/** Colours for a terminal; none when the output goes elsewhere or NO_COLOR is set. */
export function createColors(stream: Stream, env: Readonly<Record<string, string | undefined>>): Colors {
  return picocolors.createColors(stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb')
}
