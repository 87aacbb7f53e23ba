/* A file that is too large is said to be so before it is sent. */
import { startFileSizes } from "./file-size.js";

startFileSizes();
