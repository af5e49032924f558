/**
 * The length of the sounds that come with Asterisk (`asterisk-core-sounds-en`), so that announcements take their time.
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"

/** Sounds with the number of their frames of 20 ms, by folder. */
const frames: Readonly<Record<string, string>> = {
  "": "activated 54, added 37, agent-alreadyon 276, agent-incorrect 258, agent-loggedoff 73, agent-loginok 88, " +
    "agent-newlocation 165, agent-pass 165, agent-user 246, all-circuits-busy-now 91, ascending-2tone 10, " +
    "astcc-followed-by-the-pound-key 76, at-tone-time-exactly 177, auth-incorrect 231, auth-thankyou 48, " +
    "basic-pbx-ivr-main 1270, beep 22, beeperr 18, call-forwarding 77, call-fwd-no-ans 132, call-fwd-on-busy 96, " +
    "call-fwd-unconditional 117, call-waiting 55, calling 38, cancelled 49, cannot-complete-as-dialed 133, " +
    "check-number-dial-again 111, conf-adminmenu-162 1049, conf-adminmenu-18 1085, conf-adminmenu-menu8 867, " +
    "conf-adminmenu 961, conf-enteringno 118, conf-errormenu 72, conf-extended 104, conf-full 84, conf-getchannel " +
    "157, conf-getconfno 171, conf-getpin 120, conf-hasjoin 89, conf-hasleft 89, conf-invalid 194, conf-invalidpin " +
    "133, conf-kicked 119, conf-leaderhasleft 114, conf-locked 88, conf-lockednow 89, conf-muted 70, conf-noempty " +
    "139, conf-nonextended 109, conf-now-muted 94, conf-now-recording 116, conf-now-unmuted 106, conf-onlyone 163, " +
    "conf-onlyperson 158, conf-otherinparty 108, conf-placeintoconf 120, conf-roll-callcomplete 163, conf-thereare " +
    "69, conf-unlockednow 95, conf-unmuted 75, conf-usermenu-162 930, conf-usermenu 702, conf-userswilljoin 116, " +
    "conf-userwilljoin 112, conf-waitforleader 142, confbridge-begin-glorious-a 179, confbridge-begin-glorious-b " +
    "199, confbridge-begin-glorious-c 199, confbridge-begin-leader 151, confbridge-binaural-off 133, " +
    "confbridge-binaural-on 113, confbridge-conf-begin 92, confbridge-conf-end 85, confbridge-dec-list-vol-in 175, " +
    "confbridge-dec-list-vol-out 180, confbridge-dec-talk-vol-in 184, confbridge-dec-talk-vol-out 168, " +
    "confbridge-has-joined 85, confbridge-has-left 85, confbridge-inc-list-vol-in 189, confbridge-inc-list-vol-out " +
    "190, confbridge-inc-talk-vol-in 168, confbridge-inc-talk-vol-out 185, confbridge-invalid 126, confbridge-join " +
    "19, confbridge-leave-in 74, confbridge-leave-out 76, confbridge-leave 19, confbridge-lock-extended 346, " +
    "confbridge-lock-in 121, confbridge-lock-no-join 167, confbridge-lock-out 121, confbridge-locked 87, " +
    "confbridge-menu-exit-in 75, confbridge-menu-exit-out 77, confbridge-mute-extended 558, confbridge-mute-in 108, " +
    "confbridge-mute-out 108, confbridge-muted 69, confbridge-only-one 171, confbridge-only-participant 162, " +
    "confbridge-participants 95, confbridge-pin-bad 237, confbridge-pin 257, confbridge-remove-last-in 196, " +
    "confbridge-remove-last-out 191, confbridge-removed 122, confbridge-rest-list-vol-in 208, " +
    "confbridge-rest-list-vol-out 213, confbridge-rest-talk-vol-in 176, confbridge-rest-talk-vol-out 165, " +
    "confbridge-there-are 65, confbridge-unlocked 104, confbridge-unmuted 83, de-activated 77, demo-abouttotry 759, " +
    "demo-congrats 1514, demo-echodone 134, demo-echotest 1100, demo-enterkeywords 333, demo-instruct 3668, " +
    "demo-moreinfo 737, demo-nogo 526, demo-nomatch 183, demo-thanks 276, descending-2tone 10, dir-first 141, " +
    "dir-firstlast 159, dir-instr 330, dir-intro-fn 610, dir-intro 608, dir-last 121, dir-multi1 39, dir-multi2 36, " +
    "dir-multi3 50, dir-multi9 102, dir-nomatch 135, dir-nomore 157, dir-pls-enter 67, dir-usingkeypad 298, " +
    "dir-welcome 90, disabled 53, do-not-disturb 69, enabled 47, enter-num-blacklist 120, entr-num-rmv-blklist 155, " +
    "extension 60, feature-not-avail-line 159, for 41, from-unknown-caller 83, goodbye 47, hello-world 71, hello " +
    "40, hours 44, if-correct-press 99, im-sorry 52, info-about-last-call 107, invalid 206, is-in-use 60, is-set-to " +
    "66, is 31, location 60, lowercase 58, minute 34, minutes 45, num-was-successfully 98, number-not-answering 83, " +
    "number 46, one-moment-please 80, pbx-invalid 222, pbx-invalidpark 248, pbx-parkingfailed 86, pbx-transfer 48, " +
    "please-try-again 63, please-try-call-later 109, pls-hold-while-try 122, pm-invalid-option 161, " +
    "priv-callee-options 1557, priv-callpending 196, priv-introsaved 209, priv-recordintro 114, privacy-incorrect " +
    "133, privacy-prompt 176, privacy-thankyou 48, privacy-to-blacklist-last-caller 89, privacy-unident 223, " +
    "queue-callswaiting 124, queue-holdtime 140, queue-less-than 53, queue-minute 42, queue-minutes 44, " +
    "queue-periodic-announce 392, queue-quantity1 107, queue-quantity2 133, queue-reporthold 55, queue-seconds 56, " +
    "queue-thankyou 80, queue-thereare 113, queue-youarenext 269, removed 44, screen-callee-options 898, second 38, " +
    "seconds 56, simul-call-limit-reached 119, something-terribly-wrong 136, sorry-youre-having-problems 100, sorry " +
    "62, speed-dial-empty 162, speed-dial 63, spy-agent 47, spy-console 57, spy-dahdi 56, spy-h323 100, spy-iax 41, " +
    "spy-iax2 38, spy-jingle 52, spy-local 54, spy-mgcp 85, spy-misdn 85, spy-mobile 81, spy-nbs 55, spy-sip 34, " +
    "spy-skinny 50, spy-unistim 62, spy-usbradio 85, spy-zap 44, ss-noservice 247, telephone-number 70, time 43, " +
    "to-call-this-number 77, to-extension 68, to-listen-to-it 61, to-rerecord-it 67, transfer 120, tt-allbusy 449, " +
    "tt-monkeys 809, tt-monkeysintro 135, tt-somethingwrong 129, tt-weasels 148, unidentified-no-callback 230, " +
    "uppercase 59, vm-Cust1 59, vm-Cust2 55, vm-Cust3 64, vm-Cust4 54, vm-Cust5 59, vm-Family 42, vm-Friends 43, " +
    "vm-INBOX 42, vm-Old 44, vm-Urgent 40, vm-Work 32, vm-advopts 124, vm-and 34, vm-calldiffnum 126, vm-changeto " +
    "87, vm-delete 115, vm-deleted 70, vm-dialout 109, vm-duration 87, vm-enter-num-to-call 102, vm-extension 55, " +
    "vm-first 38, vm-for 39, vm-forward-multiple 227, vm-forward 246, vm-forwardoptions 297, vm-from-extension 94, " +
    "vm-from-phonenumber 93, vm-from 37, vm-goodbye 44, vm-helpexit 157, vm-incorrect-mailbox 128, vm-incorrect 73, " +
    "vm-instructions 364, vm-intro 283, vm-invalid-password 284, vm-invalidpassword 171, vm-isonphone 73, " +
    "vm-isunavail 63, vm-last 43, vm-leavemsg 104, vm-login 128, vm-mailboxfull 208, vm-marked-nonurgent 91, " +
    "vm-marked-urgent 94, vm-message 47, vm-messages 54, vm-minutes 47, vm-mismatch 237, vm-msgforwarded 153, " +
    "vm-msginstruct 732, vm-msgsaved 109, vm-newpassword 185, vm-newuser 304, vm-next 148, vm-no 44, vm-nobodyavail " +
    "140, vm-nobox 259, vm-nomore 84, vm-nonumber 150, vm-num-i-have 95, vm-onefor-full 101, vm-onefor 74, " +
    "vm-options 819, vm-opts-full 558, vm-opts 379, vm-passchanged 119, vm-password 55, vm-pls-try-again 82, " +
    "vm-press 37, vm-prev 140, vm-reachoper 107, vm-rec-busy 238, vm-rec-name 215, vm-rec-temp 275, vm-rec-unv 273, " +
    "vm-received 59, vm-record-prepend 358, vm-reenterpassword 184, vm-repeat 145, vm-review-nonurgent 192, " +
    "vm-review-urgent 163, vm-review 388, vm-saved 51, vm-savedto 64, vm-savefolder 144, vm-savemessage 136, " +
    "vm-saveoper 261, vm-sorry 154, vm-star-cancel 93, vm-starmain 141, vm-tempgreetactive 150, vm-tempgreeting " +
    "163, vm-tempgreeting2 322, vm-tempremoved 145, vm-then-pound 91, vm-theperson 102, vm-tmpexists 243, " +
    "vm-tocallback 186, vm-tocallnum 130, vm-tocancel 101, vm-tocancelmsg 133, vm-toenternumber 127, vm-toforward " +
    "167, vm-tohearenv 144, vm-tomakecall 145, vm-tooshort 90, vm-toreply 110, vm-torerecord 143, vm-undelete 147, " +
    "vm-undeleted 86, vm-unknown-caller 81, vm-whichbox 160, vm-youhave 46, with 35, you-entered 49, your 32",
  "dictate":
    "both_help 294, enter_filename 300, forhelp 86, pause 50, paused 47, play_help 510, playback 54, playback_mode " +
    "70, record 57, record_help 310, record_mode 73, truncating_audio 77",
  "digits":
    "0 44, 1 46, 10 33, 11 49, 12 41, 13 47, 14 53, 15 58, 16 60, 17 61, 18 55, 19 62, 2 38, 20 47, 3 42, 30 46, 4 " +
    "41, 40 48, 5 42, 50 62, 6 45, 60 52, 7 42, 70 52, 8 35, 80 42, 9 43, 90 52, a-m 52, at 35, billion 51, day-0 " +
    "52, day-1 46, day-2 46, day-3 52, day-4 46, day-5 48, day-6 48, dollars 46, h-1 37, h-10 32, h-11 40, h-12 35, " +
    "h-13 52, h-14 49, h-15 50, h-16 51, h-17 53, h-18 52, h-19 57, h-2 43, h-20 46, h-3 34, h-30 40, h-4 40, h-40 " +
    "49, h-5 36, h-50 50, h-6 38, h-60 50, h-7 44, h-70 50, h-8 33, h-80 41, h-9 41, h-90 60, h-billion 46, " +
    "h-hundred 45, h-million 48, h-thousand 49, hundred 43, million 43, minus 45, mon-0 51, mon-1 51, mon-10 50, " +
    "mon-11 52, mon-2 42, mon-3 39, mon-4 35, mon-5 41, mon-6 42, mon-7 39, mon-8 51, mon-9 50, oclock 44, oh 30, " +
    "p-m 44, pound 38, star 41, thousand 45, today 36, tomorrow 47, yesterday 51",
  "followme": "call-from 83, no-recording 89, options 179, pls-hold-while-try 163, sorry 197, status 232",
  "letters":
    "a 31, ascii123 61, ascii124 36, ascii125 58, ascii126 39, ascii34 38, ascii36 65, ascii37 43, ascii38 52, " +
    "ascii39 34, ascii40 71, ascii41 79, ascii42 42, ascii44 35, ascii58 45, ascii59 64, ascii60 54, ascii62 62, " +
    "ascii63 54, ascii91 62, ascii92 62, ascii93 63, ascii94 39, ascii95 51, ascii96 54, asterisk 57, at 31, b 38, " +
    "c 44, d 36, dash 39, dollar 43, dot 38, e 34, equals 44, exclaimation-point 77, f 30, g 35, h 33, i 34, j 38, " +
    "k 36, l 30, m 31, n 31, o 33, p 33, plus 36, q 38, r 37, s 31, slash 44, space 41, t 34, u 40, v 39, w 46, x " +
    "33, y 38, z 41, zed 41",
  "phonetic":
    "9_p 45, a_p 46, b_p 44, c_p 43, d_p 46, e_p 39, f_p 49, g_p 37, h_p 44, i_p 38, j_p 47, k_p 43, l_p 40, m_p " +
    "36, n_p 51, o_p 42, p_p 39, q_p 41, r_p 46, s_p 47, t_p 45, u_p 54, v_p 48, w_p 49, x_p 50, y_p 49, z_p 46",
  "silence": "1 50, 10 500, 2 100, 3 150, 4 200, 5 250, 6 300, 7 350, 8 400, 9 450"
}

/** A frame of sound in milliseconds, and in samples. */
const frameLength = 20
const samplesPerMillisecond = 8

const lengths: ReadonlyMap<string, number> = /*#__PURE__*/ new Map(
  /*#__PURE__*/ Object.entries(frames).flatMap(([folder, sounds]) =>
    sounds.split(", ").map((sound): readonly [string, number] => {
      const [name = "", count] = sound.split(" ")
      return [folder === "" ? name : `${folder}/${name}`, Number(count) * frameLength]
    })
  )
)

/** The length of a sound in milliseconds; undefined if there is no such file. */
export const lengthOf = (draft: Draft, name: string): number | undefined => {
  const file = name.replace(/^.*\/sounds\/(?:en[^/]*\/)?/, "")
  return draft.services.sounds[name] ?? draft.services.sounds[file] ?? lengths.get(file)
}

/** The length of several sounds that are played one after the other. Those without a file take no time. */
export const lengthOfAll = (draft: Draft, names: ReadonlyArray<string>): number =>
  names.reduce((sum, name) => sum + (lengthOf(draft, name) ?? 0), 0)

/** A length as samples, as the positions in sound files count. */
export const samplesOf = (milliseconds: number): number => Math.round(milliseconds * samplesPerMillisecond)

/** The sounds of a text that is spelled: those of its letters are in a folder. */
export const spelled = (folder: string, ending: string) => (text: string): ReadonlyArray<string> =>
  [...text.toLowerCase()].map((character) =>
    /\d/.test(character) ? `digits/${character}` : `${folder}/${character}${ending}`
  )

/** The sounds of a number's digits. */
export const digitsOf = (digits: string): ReadonlyArray<string> =>
  [...digits].map((digit) =>
    `digits/${digit === "*" ? "star" : digit === "#" ? "pound" : digit === "-" ? "minus" : digit}`
  )
