/** All pages; each file adds its routes. */
import './overview.js';
import './runs.js';
import './run.js';
import './rejects.js';
import './pipelines.js';
import './pipeline.js';
import './catalogue.js';
import './table.js';
import './lineage.js';
import './connections.js';
import './schedule.js';
import './actions.js';
import './login.js';
