/**
 * The modules of Asterisk 16.28 and 22.10 as Debian packages them: one line a module.
 *
 * A line has the name, the support level, what a reload says and whether it runs (`+`), did not start (`-`)
 * or is not loaded (`o`), the use count (of 22, and of 16 if it
 * differs) and the description as `module show` cuts it. A line that starts with a version is of that version alone. A
 * reload: `r` reloads, `-` is not supported, `n` is not initialised, `e` fails.
 *
 * @since 0.2.0
 */

/** One line a module. */
export const moduleTable = `
acl core r+ 2 Named ACL system
app_adsiprog.so deprecated -+ 0 Asterisk ADSI Programming Application
app_agent_pool.so core r+ 0 Call center agent pool applications
app_alarmreceiver.so extended n- 0 Alarm Receiver for Asterisk
app_amd.so extended n- 0 Answering Machine Detection Application
app_attended_transfer.so extended -+ 0 Attended transfer to the given extension
22 app_audiosocket.so extended -+ 0 AudioSocket Application
app_authenticate.so core -+ 0 Authentication Application
app_blind_transfer.so extended -+ 0 Blind transfer channel to the given dest
app_bridgeaddchan.so core -+ 0 Bridge Add Channel Application
app_bridgewait.so core -+ 0 Place the channel into a holding bridge
22 app_broadcast.so extended -+ 0 Channel Audio Broadcasting
app_cdr.so core -+ 0 Tell Asterisk to not maintain a CDR for
app_celgenuserevent.so core -+ 0 Generate an User-Defined CEL event
app_chanisavail.so extended -+ 0 Check channel availability
app_channelredirect.so core -+ 0 Redirects a given channel to a dialplan
app_chanspy.so core -+ 1 Listen to the audio of an active channel
app_confbridge.so core r+ 1 Conference Bridge Application
app_controlplayback.so core -+ 0 Control Playback Application
app_db.so core -+ 0 Database Access Functions
app_dial.so core -+ 0 Dialing Application
app_dictate.so extended -+ 0 Virtual Dictation Machine
app_directed_pickup.so core -+ 0 Directed Call Pickup Application
app_directory.so core -+ 0 Extension Directory
app_disa.so core -+ 0 DISA (Direct Inward System Access) Appli
app_dtmfstore.so extended -+ 0 Technology independent async DTMF storag
app_dumpchan.so core -+ 0 Dump Info About The Calling Channel
app_echo.so core -+ 0 Simple Echo Application
app_exec.so core -+ 0 Executes dialplan applications
app_externalivr.so extended -+ 0 External IVR Interface Application
app_festival.so extended n- 0 Simple Festival Interface
app_followme.so core n- 0 Find-Me/Follow-Me Application
app_forkcdr.so core -+ 0 Fork The CDR into 2 separate entities
app_getcpeid.so deprecated -+ 0 Get ADSI CPE ID
16 app_ices.so deprecated -+ 0 Encode and Stream via icecast and ices
22 app_if.so extended -+ 0 If Branch and Conditional Execution
16 app_image.so deprecated -+ 0 Image Transmission Application
app_jack.so extended -+ 0 JACK Interface
16 app_macro.so deprecated -+ 0 Extension Macros
app_mf.so extended -+ 0 MF Sender and Receiver Applications
app_milliwatt.so core -+ 0 Digital Milliwatt (mu-law) Test Applicat
app_minivm.so extended r+ 0 Mini VoiceMail (A minimal Voicemail e-ma
app_mixmonitor.so core -+ 0 Mixed Audio Monitoring Application
app_morsecode.so extended -+ 0 Morse code
app_mp3.so extended -+ 0 Silly MP3 Application
16 app_nbscat.so deprecated -+ 0 Silly NBS Stream Application
app_originate.so core -+ 0 Originate call
app_page.so core -+ 0 Page Multiple Phones
app_playback.so core r+ 0 Sound File Playback Application
app_playtones.so core -+ 0 Playtones Application
app_privacy.so core -+ 0 Require phone number to be entered, if n
app_queue.so core r+ 0 True Call Queueing
app_read.so core -+ 0 Read Variable Application
app_readexten.so core -+ 0 Read and evaluate extension validity
app_record.so core -+ 0 Trivial Record Application
app_reload.so extended -+ 0 Reload module(s)
app_sayunixtime.so core -+ 0 Say time
app_senddtmf.so core -+ 0 Send DTMF digits Application
app_sendtext.so core -+ 0 Send and Receive Text Applications
app_sf.so extended -+ 0 SF Sender and Receiver Applications
22 app_signal.so extended -+ 0 Channel Signaling Applications
22 app_sla.so extended r+ 0 Shared Line Appearances
app_sms.so extended -+ 0 SMS/PSTN handler
app_softhangup.so core -+ 0 Hangs up the requested channel
app_speech_utils.so core -+ 0 Dialplan Speech Applications
app_stack.so core -+ 0 Dialplan subroutines (Gosub, Return, etc
app_stasis.so core -+ 0 Stasis dialplan application
22 app_stasis_broadcast.so extended -+ 0 Stasis application broadcast
app_stream_echo.so core -+ 0 Stream Echo Application
app_system.so core -+ 0 Generic System() application
app_talkdetect.so core -+ 0 Playback with Talk Detection
app_test.so extended -+ 0 Interface Test Application
app_transfer.so core -+ 0 Transfers a caller to another extension
16 app_url.so deprecated -+ 0 Send URL Applications
app_userevent.so core -+ 0 Custom User Event Application
app_verbose.so core -+ 0 Send verbose output
22 app_voicemail.so core r+ 0 Comedian Mail (Voicemail System)
app_waitforcond.so extended -+ 0 Wait until condition is true
app_waitforring.so extended -+ 0 Waits until first ring after time
app_waitforsilence.so extended -+ 0 Wait For Silence/Noise
app_waituntil.so core -+ 0 Wait until specified time
app_while.so core -+ 0 While Loops and Conditional Execution
app_zapateller.so extended -+ 0 Block Telemarketers with Special Informa
bridge_builtin_features.so core -+ 1 Built in bridging features
bridge_builtin_interval_features.so core -+ 0 Built in bridging interval features
bridge_holding.so core -+ 0 Holding bridge module
bridge_native_rtp.so core -+ 0 Native RTP bridging module
bridge_simple.so core -+ 0 Simple two channel bridging module
bridge_softmix.so core -+ 0 Multi-party software based channel mixin
ccss core r+ 2/3 Call Completion Supplementary Services
cdr core r+ 10 CDR Engine
cdr_adaptive_odbc.so core n- 0 Adaptive ODBC CDR backend
cdr_csv.so extended n- 0 Comma Separated Values CDR Backend
16 cdr_custom.so core r+ 0 Customizable Comma Separated Values CDR
22 cdr_custom.so core n- 0 Customizable Comma Separated Values CDR
cdr_manager.so core r+ 0 Asterisk Manager Interface CDR Backend
cdr_odbc.so extended n- 0 ODBC CDR Backend
cdr_pgsql.so extended n- 0 PostgreSQL CDR Backend
cdr_radius.so extended n- 0 RADIUS CDR Backend
cdr_sqlite3_custom.so extended n- 0 SQLite3 Custom CDR Module
cdr_tds.so extended n- 0 FreeTDS CDR Backend
cel core r+ 8 CEL Engine
16 cel_custom.so core r+ 0 Customizable Comma Separated Values CEL
22 cel_custom.so core n- 0 Customizable Comma Separated Values CEL
cel_manager.so core n- 0 Asterisk Manager Interface CEL Backend
cel_odbc.so core n- 0 ODBC CEL backend
cel_pgsql.so extended n- 0 PostgreSQL CEL Backend
cel_radius.so extended n- 0 RADIUS CEL Backend
cel_sqlite3_custom.so extended n- 0 SQLite3 Custom CEL Module
cel_tds.so extended n- 0 FreeTDS CEL Backend
16 chan_alsa.so extended -o 0 ALSA Console Channel Driver
22 chan_audiosocket.so extended -+ 0 AudioSocket Channel
chan_bridge_media.so core -+ 0 Bridge Media Channel Driver
chan_console.so extended -o 0 Console Channel Driver
chan_iax2.so core ro 0 Inter Asterisk eXchange (Ver 2)
16 chan_mgcp.so extended ro 0 Media Gateway Control Protocol (MGCP)
chan_motif.so core n- 0 Motif Jingle Channel Driver
16 chan_oss.so extended -o 0 OSS Console Channel Driver
chan_pjsip.so core -+ 1 PJSIP Channel Driver
chan_rtp.so core -+ 0 RTP Media Channel
16 chan_sip.so extended ro 0 Session Initiation Protocol (SIP)
16 chan_skinny.so extended ro 0 Skinny Client Control Protocol (Skinny)
chan_unistim.so extended ro 0 UNISTIM Protocol (USTM)
22 chan_websocket.so core r+ 0 Websocket Media Channel
codec_a_mu.so core -+ 0 A-law and Mulaw direct Coder/Decoder
codec_adpcm.so core -+ 0 Adaptive Differential PCM Coder/Decoder
codec_alaw.so core -+ 0 A-law Coder/Decoder
22 codec_amr.so core -+ 0 AMR Coder/Decoder
22 codec_codec2.so core -+ 0 Codec 2 Coder/Decoder
codec_g722.so core -+ 0 ITU G.722-64kbps G722 Transcoder
codec_g726.so core -+ 0 ITU G.726-32kbps G726 Transcoder
codec_gsm.so core -+ 0 GSM Coder/Decoder
codec_lpc10.so core -+ 0 LPC10 2.4kbps Coder/Decoder
22 codec_opus_open_source.so unknown r+ 0 Opus Coder/Decoder
codec_resample.so core -+ 0 SLIN Resampling Codec
codec_speex.so core r+ 1 Speex Coder/Decoder
codec_ulaw.so core -+ 0 mu-Law Coder/Decoder
dnsmgr core r+ 2 DNS Manager
dsp core r+ 1 DSP
enum core r+ 2 ENUM Support
extconfig core r+ 18 Configuration
features core r+ 1 Call Features
format_g719.so core -+ 0 ITU G.719
format_g723.so core -+ 0 G.723.1 Simple Timestamp File Format
format_g726.so core -+ 0 Raw G.726 (16/24/32/40kbps) data
format_g729.so core -+ 0 Raw G.729 data
format_gsm.so core -+ 0 Raw GSM data
format_h263.so core -+ 0 Raw H.263 data
format_h264.so core -+ 0 Raw H.264 data
format_ilbc.so core -+ 0 Raw iLBC data
22 format_ogg_opus_open_source.so core r+ 0 OGG/Opus audio
format_ogg_speex.so extended -+ 0 OGG/Speex audio
format_ogg_vorbis.so core -+ 0 OGG/Vorbis audio
format_pcm.so core -+ 0 Raw/Sun uLaw/ALaw 8KHz (PCM,PCMA,AU), G.
format_siren14.so core -+ 0 ITU G.722.1 Annex C (Siren14, licensed f
format_siren7.so core -+ 0 ITU G.722.1 (Siren7, licensed from Polyc
format_sln.so core -+ 0 Raw Signed Linear Audio support (SLN) 8k
format_vox.so extended -+ 0 Dialogic VOX (ADPCM) File Format
22 format_vp8.so unknown -+ 0 Raw VP8 data
format_wav.so core -+ 0 Microsoft WAV/WAV16 format (8kHz/16kHz S
format_wav_gsm.so core -+ 0 Microsoft WAV format (Proprietary GSM)
func_aes.so core -+ 0 AES dialplan functions
func_base64.so core -+ 0 base64 encode/decode dialplan functions
func_blacklist.so core -+ 0 Look up Caller*ID name/number from black
func_callcompletion.so core -+ 0 Call Control Configuration Function
func_callerid.so core -+ 0 Party ID related dialplan functions (Cal
func_cdr.so core -+ 1 Call Detail Record (CDR) dialplan functi
func_channel.so core -+ 0 Channel information dialplan functions
func_config.so core -+ 0 Asterisk configuration file variable acc
func_curl.so core -+ 1 Load external URL
func_cut.so core -+ 1 Cut out information from a string
func_db.so core -+ 0 Database (astdb) related dialplan functi
func_devstate.so core -+ 0 Gets or sets a device state in the dialp
func_dialgroup.so core -+ 0 Dialgroup dialplan function
func_dialplan.so core -+ 0 Dialplan Context/Extension/Priority Chec
func_enum.so core -+ 0 ENUM related dialplan functions
func_env.so core -+ 0 Environment/filesystem dialplan function
func_evalexten.so extended -+ 0 Extension evaluation function
22 func_export.so extended -+ 0 Set variables and functions on other cha
func_extstate.so core -+ 0 Gets an extension's state in the dialpla
func_frame_drop.so extended -+ 0 Function to drop frames on a channel.
func_frame_trace.so extended -+ 0 Frame Trace for internal ast_frame debug
func_global.so core -+ 0 Variable dialplan functions
func_groupcount.so core -+ 1 Channel group dialplan functions
func_hangupcause.so core -+ 0 HANGUPCAUSE related functions and applic
func_holdintercept.so core -+ 0 Hold interception dialplan function
func_iconv.so core -+ 0 Charset conversions
func_jitterbuffer.so core -+ 1 Jitter buffer for read side of channel.
func_json.so extended -+ 0 JSON decoding function
func_lock.so core -+ 0 Dialplan mutexes
func_logic.so core -+ 0 Logical dialplan functions
func_math.so core -+ 0 Mathematical dialplan function
func_md5.so core -+ 0 MD5 digest dialplan functions
func_module.so core -+ 0 Checks if Asterisk module is loaded in m
func_odbc.so core n- 0 ODBC lookups
func_periodic_hook.so core -+ 1/2 Periodic dialplan hooks.
func_pitchshift.so extended -+ 0 Audio Effects Dialplan Functions
func_pjsip_aor.so core -+ 0 Get information about a PJSIP AOR
func_pjsip_contact.so core -+ 0 Get information about a PJSIP contact
func_pjsip_endpoint.so core -+ 0 Get information about a PJSIP endpoint
func_presencestate.so core -+ 0 Gets or sets a presence state in the dia
func_rand.so core -+ 0 Random number dialplan function
func_realtime.so core -+ 0 Read/Write/Store/Destroy values from a R
func_sayfiles.so core -+ 0 Say application files
func_scramble.so core -+ 0 Frequency inverting voice scrambler
func_sha1.so core -+ 0 SHA-1 computation dialplan function
func_shell.so core -+ 0 Collects the output generated by a comma
func_sorcery.so core -+ 0 Get a field from a sorcery object
func_speex.so core -+ 0 Noise reduction and Automatic Gain Contr
func_sprintf.so core -+ 0 SPRINTF dialplan function
func_srv.so core -+ 0 SRV related dialplan functions
func_strings.so core -+ 0 String handling dialplan functions
func_sysinfo.so core -+ 0 System information related functions
func_talkdetect.so core -+ 0 Talk detection dialplan function
func_timeout.so core -+ 0 Channel timeout dialplan functions
func_uri.so core -+ 1 URI encode/decode dialplan functions
22 func_uuid.so extended -+ 0 UUID generation dialplan function
func_version.so core -+ 0 Get Asterisk Version/Build Info
func_vmcount.so core -+ 0 Indicator for whether a voice mailbox ha
func_volume.so core -+ 0 Technology independent volume control
http core r+ 6/5 Built-in HTTP Server
indications core r+ 1 Indication Tone Handling
logger core r+ 1 Logger
manager core r+ 1 Asterisk Manager Interface
pbx_ael.so extended n- 0 Asterisk Extension Language Compiler
pbx_config.so core r+ 0 Text Extension Configuration
pbx_dundi.so extended ro 0 Distributed Universal Number Discovery (
pbx_loopback.so core -+ 0 Loopback Switch
pbx_lua.so extended n- 0 Lua PBX Switch
pbx_realtime.so extended -+ 0 Realtime Switch
pbx_spool.so core -+ 0 Outgoing Spool Support
plc core r+ 1 PLC
res_adsi.so deprecated r+ 3/2 ADSI Resource
22 res_aeap.so core r+ 1 Asterisk External Application Protocol M
res_ael_share.so extended -+ 1 share-able code for AEL
res_agi.so core -+ 1 Asterisk Gateway Interface (AGI)
16 res_ari.so core n- 0 Asterisk RESTful Interface
22 res_ari.so core r+ 12 Asterisk RESTful Interface
16 res_ari_applications.so core n- 0 RESTful API module - Stasis application
22 res_ari_applications.so core -+ 0 RESTful API module - Stasis application
16 res_ari_asterisk.so core n- 0 RESTful API module - Asterisk resources
22 res_ari_asterisk.so core -+ 0 RESTful API module - Asterisk resources
16 res_ari_bridges.so core n- 0 RESTful API module - Bridge resources
22 res_ari_bridges.so core -+ 0 RESTful API module - Bridge resources
16 res_ari_channels.so core n- 0 RESTful API module - Channel resources
22 res_ari_channels.so core -+ 0 RESTful API module - Channel resources
16 res_ari_device_states.so core n- 0 RESTful API module - Device state resour
22 res_ari_device_states.so core -+ 0 RESTful API module - Device state resour
16 res_ari_endpoints.so core n- 0 RESTful API module - Endpoint resources
22 res_ari_endpoints.so core -+ 0 RESTful API module - Endpoint resources
16 res_ari_events.so core n- 0 RESTful API module - WebSocket resource
22 res_ari_events.so core -+ 0 RESTful API module - WebSocket resource
res_ari_model.so core -+ 11/10 ARI Model validators
16 res_ari_playbacks.so core n- 0 RESTful API module - Playback control re
22 res_ari_playbacks.so core -+ 0 RESTful API module - Playback control re
16 res_ari_recordings.so core n- 0 RESTful API module - Recording resources
22 res_ari_recordings.so core -+ 0 RESTful API module - Recording resources
16 res_ari_sounds.so core n- 0 RESTful API module - Sound resources
22 res_ari_sounds.so core -+ 0 RESTful API module - Sound resources
22 res_audiosocket.so extended -+ 2 AudioSocket support
res_calendar.so extended n- 0 Asterisk Calendar integration
res_calendar_caldav.so extended n- 0 Asterisk CalDAV Calendar Integration
res_calendar_ews.so extended n- 0 Asterisk MS Exchange Web Service Calenda
res_calendar_exchange.so extended n- 0 Asterisk MS Exchange Calendar Integratio
res_calendar_icalendar.so extended n- 0 Asterisk iCalendar .ics file integration
22 res_cdrel_custom.so core -+ 4 Combined logic for CDR/CEL Custom module
res_clialiases.so core r+ 0 CLI Aliases
res_clioriginate.so core -+ 0 Call origination and redirection from th
res_config_curl.so core r+ 0 Realtime Curl configuration
res_config_ldap.so extended r+ 0 LDAP realtime interface
res_config_odbc.so core n- 0 Realtime ODBC configuration
res_config_pgsql.so extended n- 0 PostgreSQL RealTime Configuration Driver
res_config_sqlite3.so core r+ 0 SQLite 3 realtime config engine
res_convert.so core -+ 0 File format conversion CLI command
res_crypto.so core r+ 1 Cryptographic Digital Signatures
res_curl.so core -+ 4 cURL Resource Module
res_fax.so core r+ 1 Generic FAX Applications
res_fax_spandsp.so extended -+ 0 Spandsp G.711 and T.38 FAX Technologies
res_format_attr_amr.so unknown -+ 1 AMR Format Attribute Module
res_format_attr_celt.so core -+ 1 CELT Format Attribute Module
res_format_attr_g729.so core -+ 1 G.729 Format Attribute Module
res_format_attr_h263.so core -+ 1 H.263 Format Attribute Module
res_format_attr_h264.so core -+ 1 H.264 Format Attribute Module
res_format_attr_ilbc.so core -+ 1 iLBC Format Attribute Module
res_format_attr_opus.so core -+ 1 Opus Format Attribute Module
res_format_attr_silk.so core -+ 1 SILK Format Attribute Module
res_format_attr_siren14.so core -+ 1 Siren14 Format Attribute Module
res_format_attr_siren7.so core -+ 1 Siren7 Format Attribute Module
res_format_attr_vp8.so core -+ 1 VP8 Format Attribute Module
res_geolocation.so core r+ 2 res_geolocation Module for Asterisk
res_hep.so extended ro 0 HEPv3 API
res_hep_pjsip.so extended -o 0 PJSIP HEPv3 Logger
res_hep_rtcp.so extended -o 0 RTCP HEPv3 Logger
res_http_media_cache.so core -+ 1 HTTP Media Cache Backend
res_http_post.so core r+ 0 HTTP POST support
res_http_websocket.so core -+ 6/3 HTTP WebSocket Support
res_limit.so core -+ 0 Resource limits
res_manager_devicestate.so core -+ 0 Manager Device State Topic Forwarder
res_manager_presencestate.so core -+ 0 Manager Presence State Topic Forwarder
16 res_monitor.so deprecated -+ 2 Call Monitoring Resource
res_musiconhold.so core r+ 0 Music On Hold Resource
res_mutestream.so core -+ 0 Mute audio stream resources
res_mwi_devstate.so core -+ 0 MWI Device State Subscriptions
res_odbc.so core n- 0 ODBC resource
res_odbc_transaction.so core -+ 1 ODBC transaction resource
res_parking.so core r+ 0 Call Parking Resource
res_phoneprov.so extended ro 0 HTTP Phone Provisioning
res_pjproject.so core r+ 4 PJPROJECT Log and Utility Support
res_pjsip.so core r+ 50/46 Basic SIP resource
res_pjsip_acl.so core -+ 0 PJSIP ACL Resource
22 res_pjsip_aoc.so extended -+ 0 PJSIP AOC Support
res_pjsip_authenticator_digest.so core r+ 0 PJSIP authentication resource
res_pjsip_caller_id.so core -+ 1 PJSIP Caller ID Support
16 res_pjsip_config_wizard.so core -+ 1 PJSIP Config Wizard
22 res_pjsip_config_wizard.so core r+ 1 PJSIP Config Wizard
res_pjsip_dialog_info_body_generator.so core -+ 0 PJSIP Extension State Dialog Info+XML Pr
res_pjsip_diversion.so core -+ 1 PJSIP Add Diversion Header Support
res_pjsip_dlg_options.so core -+ 0 SIP OPTIONS in dialog handler
res_pjsip_dtmf_info.so core -+ 0 PJSIP DTMF INFO Support
res_pjsip_empty_info.so core -+ 0 PJSIP Empty INFO Support
res_pjsip_endpoint_identifier_anonymous.so core -+ 0 PJSIP Anonymous endpoint identifier
res_pjsip_endpoint_identifier_ip.so core r+ 0 PJSIP IP endpoint identifier
res_pjsip_endpoint_identifier_user.so core -+ 0 PJSIP username endpoint identifier
res_pjsip_exten_state.so core -+ 0 PJSIP Extension State Notifications
res_pjsip_geolocation.so core r+ 0 res_pjsip_geolocation Module for Asteris
res_pjsip_header_funcs.so core -+ 0 PJSIP Header Functions
res_pjsip_history.so extended -+ 0 PJSIP History
res_pjsip_logger.so core -+ 0 PJSIP Packet Logger
22 res_pjsip_maintenance.so extended -+ 0 PJSIP Endpoint Maintenance Mode
res_pjsip_messaging.so core -+ 0 PJSIP Messaging Support
res_pjsip_mwi.so core r+ 0 PJSIP MWI resource
res_pjsip_mwi_body_generator.so core -+ 0 PJSIP MWI resource
res_pjsip_nat.so core -+ 0 PJSIP NAT Support
res_pjsip_notify.so core n- 0 CLI/AMI PJSIP NOTIFY Support
res_pjsip_one_touch_record_info.so core -+ 0 PJSIP INFO One Touch Recording Support
res_pjsip_outbound_authenticator_digest.so core -+ 0 PJSIP authentication resource
res_pjsip_outbound_publish.so core r+ 2 PJSIP Outbound Publish Support
res_pjsip_outbound_registration.so core r+ 1/0 PJSIP Outbound Registration Support
res_pjsip_path.so core -+ 0 PJSIP Path Header Support
res_pjsip_pidf_body_generator.so core -+ 0 PJSIP Extension State PIDF Provider
res_pjsip_pidf_digium_body_supplement.so core -+ 0 PJSIP PIDF Sangoma presence supplement
res_pjsip_pidf_eyebeam_body_supplement.so core -+ 0 PJSIP PIDF Eyebeam supplement
res_pjsip_publish_asterisk.so core r+ 0 PJSIP Asterisk Event PUBLISH Support
res_pjsip_pubsub.so core -+ 12 PJSIP event resource
res_pjsip_refer.so core -+ 1 PJSIP Blind and Attended Transfer Suppor
res_pjsip_registrar.so core -+ 0 PJSIP Registrar Support
res_pjsip_rfc3326.so core -+ 0 PJSIP RFC3326 Support
22 res_pjsip_rfc3329.so core -+ 0 PJSIP RFC3329 Support (partial)
res_pjsip_sdp_rtp.so core -+ 0 PJSIP SDP RTP/AVP stream handler
res_pjsip_send_to_voicemail.so core -+ 0 PJSIP REFER Send to Voicemail Support
res_pjsip_session.so core -+ 21/19 PJSIP Session resource
res_pjsip_sips_contact.so core -+ 0 UAC SIPS Contact support
res_pjsip_stir_shaken.so core -+ 0 PJSIP STIR/SHAKEN Module for Asterisk
res_pjsip_t38.so core -+ 0 PJSIP T.38 UDPTL Support
res_pjsip_transport_websocket.so core -+ 0 PJSIP WebSocket Transport Support
res_pjsip_xpidf_body_generator.so core -+ 0 PJSIP Extension State PIDF Provider
22 res_prometheus.so extended n- 0 Asterisk Prometheus Module
res_realtime.so core -+ 0 Realtime Data Lookup/Rewrite
res_resolver_unbound.so core e+ 1 Unbound DNS Resolver Support
res_rtp_asterisk.so core r+ 0 Asterisk RTP Stack
res_rtp_multicast.so core -+ 1 Multicast RTP Engine
res_security_log.so core -+ 0 Security Event Logging
res_smdi.so extended r+ 1/0 Simplified Message Desk Interface (SMDI)
res_snmp.so extended n- 0 SNMP [Sub]Agent for Asterisk
res_sorcery_astdb.so core -+ 3 Sorcery Astdb Object Wizard
res_sorcery_config.so core -+ 29/23 Sorcery Configuration File Object Wizard
res_sorcery_memory.so core -+ 9/7 Sorcery In-Memory Object Wizard
res_sorcery_memory_cache.so core -+ 0 Sorcery Memory Cache Object Wizard
res_sorcery_realtime.so core -+ 0 Sorcery Realtime Object Wizard
res_speech.so core -+ 3/2 Generic Speech Recognition API
22 res_speech_aeap.so core -+ 0 Asterisk External Application Speech Eng
res_srtp.so core -+ 0 Secure RTP (SRTP)
res_stasis.so core -+ 19/17 Stasis application support
res_stasis_answer.so core -+ 1/0 Stasis application answer support
22 res_stasis_broadcast.so extended -+ 1 Stasis application broadcast
res_stasis_device_state.so core -+ 1/0 Stasis application device state support
res_stasis_playback.so core -+ 3/0 Stasis application playback support
res_stasis_recording.so core -+ 4 Stasis application recording support
res_stasis_snoop.so core -+ 1/0 Stasis application snoop support
res_stasis_test.so core -+ 0 Stasis test utilities
res_statsd.so extended e+ 2 StatsD client support
res_stir_shaken.so core r+ 1 STIR/SHAKEN Module for Asterisk
res_stun_monitor.so core n- 0 STUN Network Monitor
res_timing_pthread.so extended -+ 0 pthread Timing Interface
res_timing_timerfd.so core -+ 0 Timerfd Timing Interface
res_tonedetect.so extended -+ 0 Tone detection module
22 res_websocket_client.so core r+ 2 WebSocket Client Support
res_xmpp.so core n- 0 Asterisk XMPP Interface
sounds core r+ 1 Sounds Index
udptl core r+ 2 UDPTL
`
