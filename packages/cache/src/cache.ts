import { type Invalidation, type Plugin, configError } from '@fairlead/core'
import { createAsk } from './ask.ts'
import { attempt } from './attempt.ts'
import { checkOptions, isCallOption, isTags } from './check.ts'
import { type CacheEntry, entriesOf } from './entries.ts'
import { createFetching } from './fetching.ts'
import { createFlights } from './flights.ts'
import { cacheLayer } from './layer.ts'
import { createKeeping } from './keeping.ts'
import { createLookUp } from './look-up.ts'
import { EVERYTHING, identityName, tagName, tagOf } from './names.ts'
import type { CacheOptions } from './options.ts'
import { createPartitions } from './partition.ts'
import { createPosts } from './posts.ts'
import { createReplies } from './replies.ts'
import { createTell } from './report.ts'
import { createSearchRules } from './rules.ts'
import { createSessionWatch } from './sessions.ts'
import { settingsOf } from './settings.ts'
import { type Tabs, openTabs, readChange } from './tabs.ts'
import { createTiers } from './tiers.ts'
import { createTurns } from './turns.ts'
import { guardStore } from './tiers/guard.ts'
import { memoryStore } from './tiers/memory.ts'
import { type Invalidate, createWrite } from './write.ts'

/** What a client's cache can be told, as `client.cache`. */
export interface CacheApi {
  /**
   * Says that what has one of these tags has changed: everywhere on this client, in its stores, in other tabs, and in
   * answers that are on their way. The same as `client.tags.invalidate`. @throws `config` for tags that are no strings
   */
  invalidate(tags: readonly string[], mode?: Invalidation): void
  /** Waits until other processes can know of all that was invalidated here, as far as the store can be reached. */
  settled(): Promise<void>
  /** Forgets everything, in all tiers and tabs. */
  clear(): void
  /** What memory holds now, of the session and of everybody, the least recently used first. A look is no use. */
  entries(): readonly CacheEntry[]
}

/** The call options that the cache adds. */
// oxlint-disable-next-line typescript/consistent-type-definitions -- an interface would fit no table of options
type CacheTable = { readonly cache: typeof isCallOption }

/**
 * Caches answers as HTTP says, and lets calls that want the same at the same time share one request.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [cache()] })
 * const tides = await client.get('/tides', { cache: { ttlMs: 60_000 } }).json()
 * ```
 */
export function cache(options: CacheOptions = {}): Plugin<'cache', CacheTable, CacheApi, never> {
  checkOptions(options)
  const settings = settingsOf(options)
  return {
    name: 'cache',
    options: { cache: isCallOption },
    install(host) {
      const { runtime, tags, emit } = host
      const { store, storeDeadlineMs = 50 } = options
      const tellStore = (what: string): void =>
        emit(() => ({ type: 'plugin:cache:store', at: runtime.now(), details: { what } }))
      const far = store && guardStore(store, runtime, storeDeadlineMs, tellStore)
      const tiers = createTiers(memoryStore(options.memory), far)
      const flights = createFlights(runtime.now)
      const rules = createSearchRules()
      const lookUp = createLookUp(settings, tiers.memory)
      const keeping = createKeeping(settings, tiers, rules)
      const partitionOf = createPartitions(settings)
      const tell = createTell(host)
      const replies = createReplies(lookUp, tiers.memory, tell, runtime.now)
      let isOpen = true
      let tabs: Tabs | undefined
      // The tags that another tab told of, which must not go back there.
      let heard: readonly string[] | undefined

      const applyHere: Invalidate = (names, mode) => {
        tiers.memory.invalidate(names, mode)
        flights.closeFor(names)
      }
      const apply: Invalidate = (names, mode) => {
        applyHere(names, mode)
        far?.invalidate(names, mode)
      }
      const invalidate: Invalidate = (names, mode) => {
        if (names.length === 0) return
        apply(names, mode)
        channel()?.post(names, mode)
      }
      const hear: Invalidate = (names, mode) => {
        heard = names.flatMap((name) => tagOf(name) ?? [])
        const others = names.filter((name) => tagOf(name) === undefined)
        if (others.length > 0) apply(others, mode)
        // Screens and other caches of this tab want to know as well.
        tags.invalidate(heard, mode)
        heard = undefined
      }
      /** What others have changed meanwhile is not known: only what can be asked is believed. */
      const distrust = (): void => {
        applyHere([EVERYTHING], store ? 'gone' : 'stale')
      }
      /** Not opened while the plugin is installed: some platforms allow none then. */
      const channel = (): Tabs | undefined =>
        isOpen ? (tabs ??= openTabs(runtime, `fairlead cache ${host.origin}`, hear, distrust)) : undefined
      const sessions = createSessionWatch(host.session, (identity) => invalidate([identityName(identity)], 'gone'))
      tags.isShared = true
      const ignoreTags = tags.subscribe(({ tags: changed, mode, reach }) =>
        (changed === heard || reach === 'tab' ? apply : invalidate)(changed.map(tagName), mode),
      )
      const ignoreStore = attempt(() =>
        store?.subscribe?.((told) => {
          const change = attempt(() => readChange(told))
          if (change) applyHere(change.names, change.mode)
          else distrust()
        }),
      )
      // The session is there when all plugins are.
      queueMicrotask(() => {
        if (isOpen) sessions.watch(host.session())
        channel()
      })

      return {
        layers: [
          cacheLayer({
            settings,
            tiers,
            rules,
            sessions,
            lookUp,
            partitionOf,
            replies,
            fetching: createFetching({
              settings,
              tiers,
              flights,
              lookUp,
              keeping,
              ask: createAsk(settings, keeping),
              replies,
              takeTurn: createTurns(tiers, lookUp),
            }),
            write: createWrite(
              invalidate,
              () => far?.told(),
              createPosts(settings, tiers, rules, keeping, partitionOf),
            ),
            tell,
          }),
        ],
        api: {
          invalidate(changed, mode = 'stale') {
            if (!isTags(changed)) throw configError('cache: the tags to invalidate are no list of strings')
            if (mode !== 'stale' && mode !== 'gone')
              throw configError("cache: the mode of an invalidation is neither 'stale' nor 'gone'")
            tags.invalidate(changed, mode)
          },
          settled: async () => far?.told(),
          clear: () => invalidate([EVERYTHING], 'gone'),
          entries: () => entriesOf(tiers.memory, host.session().identity, runtime.now()),
        },
        async dispose() {
          isOpen = false
          sessions.close()
          ignoreTags()
          ignoreStore?.()
          tabs?.close()
          await far?.close()
        },
      }
    },
  }
}
