import { useRef, useState } from 'react'
import { DEFAULT_GROUP_ID } from '../../../shared/domain/link.ts'
import type { LinkFileFormat, LinkImportResult } from '../../../shared/domain/link-import.ts'
import { ApiError, type Api } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { readFile, type FileProblem, type FileToImport } from './import-file.ts'

/** How a file shall be read. */
export interface ImportOptions {
  /** null: found out. */
  readonly format: LinkFileFormat | null
  readonly groupId: string
}

/** Where an import stands. */
export interface ImportState {
  readonly file: FileToImport | null
  readonly options: ImportOptions
  /** What an import would do; of the former options while `isBusy`. */
  readonly plan: LinkImportResult | null
  /** How the file was read for the plan. */
  readonly planOptions: ImportOptions | null
  /** What the import has done. */
  readonly result: LinkImportResult | null
  readonly isBusy: boolean
  readonly problem: FileProblem | null
  readonly error: ApiError | null
}

const BEGIN: ImportState = {
  file: null,
  options: { format: null, groupId: DEFAULT_GROUP_ID },
  plan: null,
  planOptions: null,
  result: null,
  isBusy: false,
  problem: null,
  error: null,
}

export interface ImportSteps {
  readonly state: ImportState
  /** Reads a file and tries it. */
  readonly take: (file: Blob, name: string) => Promise<void>
  /** Tries the same file in another way. */
  readonly change: (options: Partial<ImportOptions>) => Promise<void>
  readonly carryOut: () => Promise<void>
  /** Tries once more what has failed. */
  readonly retry: () => Promise<void>
  readonly startOver: () => void
}

/** One wish of the person: to try a file, or to import it. */
interface Attempt {
  readonly file: FileToImport
  readonly options: ImportOptions
  readonly isDryRun: boolean
}

function send(api: Api, { file, options, isDryRun }: Attempt): Promise<LinkImportResult> {
  return api.request('link.import', { fileName: file.name, content: file.content, ...options, isDryRun })
}

/** An import from the choice of a file over its trial to its end. */
export function useImport(): ImportSteps {
  const api = useApi()
  const [state, setState] = useState(BEGIN)
  /** Counts attempts, so that an answer that comes late does not overtake a newer one. */
  const attempt = useRef(0)
  const last = useRef<Attempt | null>(null)
  const put = (part: Partial<ImportState>): void => setState((old) => ({ ...old, ...part }))

  async function run(next: Attempt): Promise<void> {
    const { file, options, isDryRun } = next
    attempt.current += 1
    const mine = attempt.current
    last.current = next
    put({ file, options, isBusy: true, problem: null, error: null })
    try {
      const answer = await send(api, next)
      if (mine !== attempt.current) return
      put(isDryRun ? { plan: answer, planOptions: options, isBusy: false } : { result: answer, isBusy: false })
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      if (mine !== attempt.current) return
      // What was read before in another way stays, with the way in which it was read.
      setState((old) => ({ ...old, error: failure, isBusy: false, options: old.planOptions ?? options }))
    }
  }

  async function take(blob: Blob, name: string): Promise<void> {
    attempt.current += 1
    const mine = attempt.current
    put({ ...BEGIN, options: state.options, isBusy: true })
    const read = await readFile(blob, name)
    if (mine !== attempt.current) return
    if ('problem' in read) put({ isBusy: false, problem: read.problem })
    else await run({ file: read.file, options: { ...state.options, format: null }, isDryRun: true })
  }

  return {
    state,
    take,
    async change(part) {
      if (state.file) await run({ file: state.file, options: { ...state.options, ...part }, isDryRun: true })
    },
    async carryOut() {
      if (state.file) await run({ file: state.file, options: state.options, isDryRun: false })
    },
    async retry() {
      if (last.current) await run(last.current)
    },
    startOver() {
      attempt.current += 1
      setState({ ...BEGIN, options: { ...state.options, format: null } })
    },
  }
}
