/** All shared elements. */
import './ps-state.js';
import './ps-time.js';
import './ps-number.js';
import './ps-table.js';
import './ps-problem.js';
import './ps-empty.js';
import './ps-loading.js';
import './ps-dialog.js';
import './ps-tabs.js';
import './ps-chart.js';
import './ps-graph.js';
import './ps-strip.js';
import './ps-progress.js';
import './ps-toast.js';
import './ps-actions.js';
