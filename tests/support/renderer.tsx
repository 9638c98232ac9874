import { act, render, type RenderResult } from '@testing-library/react'
import type { ReactNode } from 'react'
import { AppTheme, ThemeWords } from '../../src/renderer/app/app-theme.tsx'
import { createApi, type Api } from '../../src/renderer/lib/api.ts'
import { ApiProvider } from '../../src/renderer/lib/api-context.tsx'
import { FormatsProvider } from '../../src/renderer/lib/format.ts'
import type { TransportListener } from '../../src/renderer/lib/transport.ts'
import { TranslatorProvider } from '../../src/renderer/lib/translator.tsx'
import type { AppErrorCode } from '../../src/shared/domain/app-error.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/domain/settings.ts'
import type { Language } from '../../src/shared/i18n/resources.ts'
import type { RouteInput, RouteName, RouteOutput } from '../../src/shared/ipc/contract.ts'
import type { Envelope, ErrorBody } from '../../src/shared/ipc/envelope.ts'
import type { EventMap, EventName, NumberedEvent } from '../../src/shared/ipc/events.ts'
import type { HostInfo } from '../../src/shared/ipc/host.ts'
import type { SystemState } from '../../src/shared/ipc/system.ts'

/** Answers by route; a function gets the input and fails with `failWith`. */
export type FakeAnswers = {
  [Name in RouteName]?:
    | RouteOutput<Name>
    | ((input: RouteInput<Name>) => RouteOutput<Name> | Promise<RouteOutput<Name>>)
}

/** A request that the page has made. */
export interface FakeCall {
  readonly route: RouteName
  readonly input: unknown
}

/** The typed client with a core of the test's own making behind it. */
export interface FakeApi extends Api {
  readonly calls: readonly FakeCall[]
  /** Inputs of all requests for one route, oldest first. */
  inputsOf<Name extends RouteName>(route: Name): readonly RouteInput<Name>[]
  /** Changes answers from now on. */
  answer(answers: FakeAnswers): void
  /** Tells the page an event, numbered as the core does. */
  emit<Name extends EventName>(name: Name, payload: EventMap[Name]): void
  /** Tells the page that events may have been missed. */
  reset(): void
  /** Takes the way to the core away or gives it back. */
  connect(isConnected: boolean): void
}

/** A failure that a fake answer throws. */
export function failWith(code: AppErrorCode, params: ErrorBody['params'] = {}, raw: string | null = null): never {
  throw Object.assign(new Error(code), { body: { code, params, raw } })
}

export const testHost: HostInfo = {
  kind: 'browser',
  platform: 'linux',
  hasDialogs: false,
  locale: 'zh-CN',
  notifications: 'page',
  hasTray: false,
  canStartAtLogin: false,
}

export const testSystem: SystemState = {
  version: '0.1.0',
  dataDir: '/data',
  databaseFile: '/data/duewatch.db',
  databaseBytes: 1_000_000,
  schemaVersion: 40,
  secretStore: 'keychain',
  eventSeq: 0,
  activeRunIds: [],
  isWorkerCircuitOpen: false,
  canWrite: true,
}

/** What an empty core answers; routes without a sensible empty answer fail with NOT_FOUND. */
const defaults: FakeAnswers = {
  'host.info': testHost,
  'settings.get': DEFAULT_SETTINGS,
  'preference.list': {},
  'preference.set': null,
  'account.list': [],
  'run.latest': [],
  'run.list': { total: 0, items: [] },
  'view.list': [],
  'rate.list': [],
  'person.list': [],
  'snapshot.list': [],
  'item.edits': [],
  'item.count': ({ filters }) => filters.map(() => 0),
  'webhook.list': [],
  'notice.summary': {
    total: 0,
    unread: 0,
    unreadByKind: { digest: 0, urgent: 0, missed: 0, failure: 0, test: 0 },
    missed: 0,
    nativeProblem: null,
  },
  'schedule.list': { schedules: [], zone: 'Asia/Shanghai', pausedUntil: null, isOnline: true },
  'change.list': { total: 0, items: [], byKind: {} },
  'system.state': testSystem,
  'item.query': { handle: 'h', total: 0, asOf: Date.UTC(2026, 10, 20), items: [], facets: {}, groups: null },
  'item.page': { total: 0, items: [] },
  'item.facets': {},
  'item.sums': { count: 0, sums: [], missing: 0 },
  'link.query': { handle: 'l', total: 0, asOf: Date.UTC(2026, 10, 20), links: [], facets: {} },
  'link.page': { total: 0, items: [] },
  'link.facets': {},
  'link.groups': [],
  'link.summary': {
    total: 0,
    shown: 0,
    hidden: 0,
    whitelisted: 0,
    unchecked: 0,
    toReview: 0,
    byVerdict: {},
    lastRunId: null,
    lastCheckedAt: null,
    measuredItems: 0,
  },
}

/** Makes a client whose core answers what the test says; every answer is copied as if it crossed a process border. */
export function createFakeApi(answers: FakeAnswers = {}): FakeApi {
  let known: FakeAnswers = { ...defaults, ...answers }
  const calls: FakeCall[] = []
  let listener: TransportListener | null = null
  let seq = 0
  let isConnected = true
  const api = createApi({
    async request(route, input): Promise<Envelope<unknown>> {
      calls.push({ route: route as RouteName, input })
      if (!isConnected) throw new Error('connection refused')
      const found = known[route as RouteName] as unknown
      try {
        if (found === undefined) failWith('NOT_FOUND', { what: route })
        const data: unknown =
          typeof found === 'function' ? await (found as (given: unknown) => unknown)(structuredClone(input)) : found
        return { ok: true, data: structuredClone(data) }
      } catch (error) {
        const { body } = error as { body?: ErrorBody }
        if (!body) throw error
        return { ok: false, error: body }
      }
    },
    listen(given) {
      listener = given
      return () => {
        listener = null
      }
    },
  })
  return {
    ...api,
    calls,
    inputsOf: (route) => calls.filter((call) => call.route === route).map(({ input }) => input as never),
    answer(next) {
      known = { ...known, ...next }
    },
    emit(name, payload) {
      seq += 1
      act(() => listener?.onEvent({ seq, name, payload } as NumberedEvent))
    },
    reset: () => act(() => listener?.onReset()),
    connect(next) {
      isConnected = next
      act(() => listener?.onConnection(next))
    },
  }
}

export interface RenderOptions {
  readonly api?: FakeApi
  readonly language?: Language
  readonly settings?: Partial<Settings>
}

/** Draws a part of the page with everything around it that it may use. */
export function renderWithApp(
  ui: ReactNode,
  { api = createFakeApi(), language = 'zh-CN', settings = {} }: RenderOptions = {},
): RenderResult & { readonly api: FakeApi } {
  const { businessZone } = { ...DEFAULT_SETTINGS, ...settings }
  const result = render(ui, {
    wrapper: ({ children }) => (
      <ApiProvider api={api}>
        <AppTheme>
          <TranslatorProvider language={language}>
            <FormatsProvider zone={businessZone}>
              <ThemeWords>{children}</ThemeWords>
            </FormatsProvider>
          </TranslatorProvider>
        </AppTheme>
      </ApiProvider>
    ),
  })
  return { ...result, api }
}
