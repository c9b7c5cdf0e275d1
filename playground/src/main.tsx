import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.js'
import './register.js'
import { openPlayground } from './session/playground.js'
import './styles/tokens.css'
import './styles/base.css'
import './styles/elements.css'
import './styles/layout.css'

const page = document.getElementById('page')
if (page) {
  createRoot(page).render(
    <StrictMode>
      <App playground={openPlayground()} />
    </StrictMode>,
  )
}
