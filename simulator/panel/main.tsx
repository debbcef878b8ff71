import { startPage } from "../../csms/pages/shared/start-page";
import { Panel } from "./panel";
import en from "./texts/en.json";
import zhTw from "./texts/zh-TW.json";

await startPage({ en, "zh-TW": zhTw }, <Panel />);
