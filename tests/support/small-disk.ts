import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** A file system that is really full at a size. */
export interface SmallDisk {
  resize(sizeBytes: number): void
  remove(): void
}

/** Mounts a disk of a few bytes in memory over a folder; null where this user may not mount. */
export function mountSmallDisk(folder: string, sizeBytes: number): SmallDisk | null {
  const mount = (...args: string[]): boolean => spawnSync(args[0] as string, args.slice(1)).status === 0
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!mount('mount', '-t', 'tmpfs', '-o', `size=${sizeBytes},mode=700`, 'tmpfs', folder)) return null
  return {
    resize(bytes) {
      if (!mount('mount', '-o', `remount,size=${bytes}`, folder)) throw new Error(`cannot resize ${folder}`)
    },
    remove() {
      if (!mount('umount', folder)) throw new Error(`cannot unmount ${folder}`)
    },
  }
}
