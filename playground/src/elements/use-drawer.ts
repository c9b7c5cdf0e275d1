import { useCallback, useEffect, useRef, useState } from 'react'

/** What may be drawn over the page where it is narrow. */
export type DrawerName = 'places' | 'wire'

/** Which drawer is open; on a wide page both are panes, and this means nothing. */
export interface Drawer {
  readonly open: DrawerName | 'none'
  show(name: DrawerName): void
  /** Closes it, and gives the focus back to where it came from. */
  close(): void
}

/** From which width on each is a pane, as in `layout.css`. */
const paneFrom: Record<DrawerName, string> = { places: '(min-width: 720px)', wire: '(min-width: 1100px)' }

/** One drawer at a time; Escape closes it, and so does a page that becomes wide enough. */
export function useDrawer(): Drawer {
  const [open, setOpen] = useState<Drawer['open']>('none')
  const before = useRef<Element | null>(null)
  const close = useCallback(() => {
    setOpen('none')
    if (before.current instanceof HTMLElement) before.current.focus()
    before.current = null
  }, [])
  const show = useCallback((name: DrawerName) => {
    before.current = document.activeElement
    setOpen(name)
  }, [])
  useEffect(() => {
    if (open === 'none') return
    document.querySelector<HTMLElement>(`[data-drawer-name="${open}"]`)?.focus()
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close()
    }
    const width = matchMedia(paneFrom[open])
    const widened = ({ matches }: { matches: boolean }): void => {
      if (matches) close()
    }
    addEventListener('keydown', escape)
    width.addEventListener('change', widened)
    return () => {
      removeEventListener('keydown', escape)
      width.removeEventListener('change', widened)
    }
  }, [open, close])
  return { open, show, close }
}
