/** The whole dashboard. Styles first, then the shared elements, the pages (each adds its routes), the frame. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/components.css';
import './styles/pages.css';
import './styles/overview.css';
import './styles/catalogue.css';
import './components/index.js';
import './pages/index.js';
import './main.js';
