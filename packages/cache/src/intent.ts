import { type CallRequest, configError, isSecretHeader } from '@fairlead/core'
import { isMode, isTags } from './check.ts'
import { identityName, pathName, tagName, urlName } from './names.ts'
import type { CacheMode, CallCacheOptions } from './options.ts'
import type { Partition } from './partition.ts'
import type { Directives } from './policy/directives.ts'
import { requestDirectives } from './policy/evaluate.ts'
import type { Profile } from './policy/freshness.ts'
import { type Normalise, normaliseField, selectionOf } from './policy/vary.ts'
import { pathOf } from './policy/url.ts'
import type { Place } from './rules.ts'
import type { Platform, Settings } from './settings.ts'

/** What one call wants of the cache. */
export interface Intent {
  readonly key: string
  readonly place: Place
  readonly partition: Partition
  readonly profile: Profile
  readonly mode: CacheMode
  readonly asked: Directives
  /** Lifetimes for an answer that says nothing about its own. */
  readonly ttlMs: number | undefined
  readonly staleMs: number | undefined
  /** What the call itself says of them. */
  readonly own: CallCacheOptions | undefined
  /** What invalidates the answer, as far as the request says. */
  readonly names: () => readonly string[]
}

/**
 * Reads what a call wants.
 *
 * @throws `config` for tags that are none
 */
export function intentOf(
  request: CallRequest,
  place: Place,
  partition: Partition,
  { profile, sharedProfile, ttlMs, staleMs, platform }: Settings,
): Intent {
  const { url, canonical, isRuled } = place
  const own = ownOf(request)
  const mode = own?.mode ?? modeOf(request)
  let names: readonly string[] | undefined
  return {
    key: `${canonical}\n${partition.id}${keyEndOf(request, url, platform)}`,
    place,
    partition,
    profile: partition.shared ? sharedProfile : profile,
    mode,
    asked: requestDirectives(request),
    ttlMs: own?.ttlMs ?? ttlMs,
    staleMs: own?.staleMs ?? staleMs,
    own,
    names: () =>
      (names ??= [
        urlName(url),
        // Who changes it may write its query in another way.
        ...(isRuled ? [pathName(pathOf(url))] : []),
        ...(partition.identity ? [identityName(partition.identity)] : []),
        ...tagsOf(request).map(tagName),
        ...(own?.tags ?? []).map(tagName),
      ]),
  }
}

/** What the call says, laid over what its endpoint says. */
function ownOf({ options, endpoint }: CallRequest): CallCacheOptions | undefined {
  const [common, own] = [endpoint?.definition.options?.['cache'], options['cache']].map((option) =>
    typeof option === 'string' ? { mode: option as CacheMode } : (option as CallCacheOptions | undefined),
  )
  return common && own ? { ...common, ...own } : own
}

/** What else than URL and user decides which answer comes. */
function keyEndOf(request: CallRequest, url: string, platform: Platform): string {
  const { credentials = 'same-origin', redirect = 'follow' } = request.init
  // Whether cookies went along, and whether a redirect is an answer.
  const end = (credentials === 'same-origin' ? '' : `\n${credentials}`) + (redirect === 'follow' ? '' : `\n${redirect}`)
  if (!isHidden(url, platform)) return end
  return `${end}\n${JSON.stringify(selectionOf(Object.keys(request.headers).toSorted(), request, comparable))}`
}

/** Whether the options of fetch ask for something that a stored answer cannot be. */
export function isOutside({ init: { mode, integrity } }: CallRequest): boolean {
  return mode === 'no-cors' || Boolean(integrity)
}

/** Whether a browser hides the answer's Vary: any field of the request may have selected it then. */
function isHidden(url: string, { browser, origin }: Platform): boolean {
  return browser && !url.startsWith(`${origin}/`)
}

function modeOf({ init }: CallRequest): CacheMode {
  return isMode(init.cache) ? init.cache : 'default'
}

/** The tags that the endpoint gives the call. */
function tagsOf({ endpoint, input, operation }: CallRequest): readonly string[] {
  const source = endpoint?.definition.tags
  if (!source) return []
  let tags: unknown = source
  try {
    // The answer is not there yet.
    if (typeof source === 'function') tags = source({ ...input, data: undefined } as never)
  } catch {
    throw configError('the function `tags` of the endpoint failed; it runs before the answer is there', operation)
  }
  if (!isTags(tags)) throw configError('`tags` of the endpoint are no list of strings', operation)
  return tags
}

/** Brings request fields into a form that can be compared and kept: of a credential only that it was there. */
export const comparable: Normalise = (name, value) => (isSecretHeader(name) ? '' : normaliseField(name, value))
