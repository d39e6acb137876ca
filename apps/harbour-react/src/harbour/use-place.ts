import { type Place, placeOf, watchPlace } from 'harbour-room/harbour/place'
import { useMemo, useSyncExternalStore } from 'react'

/** The present place; follows the back button. */
export function usePlace(): Place {
  const search = useSyncExternalStore(watchPlace, () => location.search)
  return useMemo(() => placeOf(search), [search])
}
