import { useState, type ReactElement } from 'react'
import { Icon } from './icon.js'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

function chosen(): Theme {
  const { theme } = document.documentElement.dataset
  return themes.find((known) => known === theme) ?? 'system'
}

/** Says light, dark, or as the system is; the choice is for all windows, and `index.html` reads it before the first paint. */
function choose(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme
    localStorage.removeItem('resound.theme')
  } else {
    document.documentElement.dataset.theme = theme
    localStorage.setItem('resound.theme', theme)
  }
}

/** Goes through the themes. */
export function ThemeSwitch(): ReactElement {
  const [theme, setTheme] = useState(chosen)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  return (
    <button
      type="button"
      className="button is-quiet theme-switch"
      title={`Switch to ${next}`}
      aria-label={`Theme: ${theme}. Switch to ${next}`}
      onClick={() => {
        choose(next)
        setTheme(next)
      }}
    >
      <Icon name="theme" />
      <span className="wide-word">{theme}</span>
    </button>
  )
}
